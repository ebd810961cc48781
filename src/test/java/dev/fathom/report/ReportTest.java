package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void writesThree() {
        Report.write(Fixture.input("One network", Fixture.one()), Path.of("/tmp/scratch/one.html"));
        Report.write(Fixture.input("Sixty", Fixture.sixty()), Path.of("/tmp/scratch/sixty.html"));
        Report.write(Fixture.input("Digits in the deep", Fixture.thousand()), Path.of("/tmp/scratch/thousand.html"));
        assertThat(true).isTrue();
    }
}
