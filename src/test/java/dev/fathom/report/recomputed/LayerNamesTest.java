package dev.fathom.report.recomputed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.report.Fixture;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import org.junit.jupiter.api.Test;

class LayerNamesTest {
    private final LayerNames names = new LayerNames(new DatasetCache());

    @Test
    void callsLayersWhatTheirBlocksAre() {
        Trial plain = Fixture.trial("he_normal", "relu", 3, 0.1, 1);
        assertThat(names.apply(plain)).containsExactly("layer 1", "layer 2", "layer 3", "output");
        Trial residual = Fixture.trial("he_normal", "relu", 5, 0.1, 1)
                .with(Fields.ARCHITECTURE.parse("architecture", "residual(layers=2)"));
        assertThat(names.apply(residual)).contains("block 2, layer 1", "block 2, layer 2", "output");
    }

    @Test
    void dataThatAreGoneLeaveNumbers() {
        Trial gone = Fixture.trial("he_normal", "relu", 3, 0.1, 1).with(Fields.DATA.parse("data", "csv:gone.csv"));
        assertThat(names.apply(gone)).isEmpty();
    }
}
