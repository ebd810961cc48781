package dev.fathom.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.init.Bias;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The law of biases: one text for one law, and one of two ways to give it. */
class BiasTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uniform(-0.10, .1) | uniform(-0.1, 0.1)",
                "nn.init.uniform_(self.fc.bias, -1/4, 1/4) | uniform(-0.25, 0.25)",
                "nn.init.uniform_(self.fc.bias, a=-0.1, b=0.1) | uniform(-0.1, 0.1)",
                "keras.initializers.RandomUniform(minval=0, maxval=1) | uniform(0, 1)",
                "normal(0, 0.02) | normal(0, 0.02)",
                "torch.nn.init.normal_(b, mean=0.0, std=2e-2) | normal(0, 0.02)",
                "RandomNormal(mean=0., stddev=0.02, seed=3) | normal(0, 0.02)",
                "normal(1, 0) | constant(1)",
                "constant(0) | zeros",
                "nn.init.zeros_(layer.bias) | zeros",
                "bias_initializer=keras.initializers.Constant(0.01) | constant(0.01)",
                "torch | torch",
                "auto | auto",
            })
    void oneTextForOneLaw(String written, String canonical) {
        assertThat(Bias.parse(written).spec()).isEqualTo(canonical);
        assertThat(Bias.parse(canonical)).isEqualTo(Bias.parse(written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "normal(0.1) | needs the argument 'std'",
                "uniform(1, 0) | low must not lie above high",
                "normal(0, -1) | must not be negative",
                "constant(1e39) | float32",
                "he_normal | unknown law of biases 'he_normal'",
                "torch(2) | takes no arguments",
            })
    void whatIsNoLawIsRefused(String written, String reason) {
        assertThatThrownBy(() -> Bias.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aStudyGivesOneLawAndKeepsOldNames() {
        String study = "grid: {initializer: he_normal, activation: relu, bias: [auto, torch, uniform(-0.1, 0.1)]}";
        assertThat(Study.parse(study).trials())
                .extracting(Trial::bias)
                .containsExactly("auto", "torch", "uniform(-0.1, 0.1)");
        assertThat(Study.parse(study).trials().get(0).toString()).doesNotContain("auto, bias", "bias=");
        assertThat(Study.parse(study).trials().get(0).id())
                .isEqualTo(Study.parse("trials: {initializer: he_normal, activation: relu}")
                        .trials()
                        .get(0)
                        .id());
        assertThatThrownBy(() -> Study.parse("bias_std: 0.1\n" + study))
                .hasMessageContaining("bias torch and bias_std both say how biases start: leave one of them out");
    }
}
