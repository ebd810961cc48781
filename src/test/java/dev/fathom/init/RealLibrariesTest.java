package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every expression that `inits` prints, evaluated in the library itself: its draws follow Fathom's law. */
class RealLibrariesTest {
    private static final int N = 300;
    private static final int M = 700;
    private static final int SIZE = N * M;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"keras", "pytorch", "jax"})
    void drawsFollowTheLaw(String library) throws Exception {
        String python = Python.require(library.equals("pytorch") ? "torch" : library);
        Function<Spellings, String> spelling = library.equals("keras")
                ? Spellings::keras
                : library.equals("jax") ? Spellings::jax : Spellings::pytorch;
        List<Initializer> printed = Stream.concat(
                        Initializers.all().stream(),
                        Stream.of(
                                        "orthogonal(1.5)",
                                        "constant(-2)",
                                        "random_normal(mean=1, stddev=0.3)",
                                        "truncated_normal(mean=0.5, stddev=0.2, low=0.2, high=1)",
                                        "variance_scaling(scale=3, mode=fan_out, distribution=untruncated_normal)",
                                        "kaiming_normal_(a=0.2, mode=fan_out)",
                                        "kaiming_normal_(nonlinearity=conv2d)",
                                        "random_uniform(minval=-1, maxval=3)",
                                        "identity(2)")
                                .map(Initializers::parse))
                .filter(initializer -> spelling.apply(initializer.spellings()) != null)
                .toList();
        JsonMapper mapper = JsonMapper.builder().build();
        List<String> codes =
                printed.stream().map(i -> spelling.apply(i.spellings())).toList();
        Path file = Files.writeString(folder.resolve("codes.json"), mapper.writeValueAsString(codes));
        List<String> lines = Python.runWith(python, "init/libraries.py", library, file);
        JsonNode answers = mapper.readTree(lines.get(lines.size() - 1));
        for (int i = 0; i < codes.size(); i++) {
            JsonNode drawn = answers.get(i);
            String what = library + ": " + codes.get(i) + " of " + printed.get(i);
            assertThat(drawn.has("failure"))
                    .as(what + " " + drawn.get("failure"))
                    .isFalse();
            requireLaw(what, drawn, printed.get(i).distribution(N, M, 2, 3));
        }
    }

    /** Moments within five standard errors of a law with kurtosis below 6, and a float32 rounding of each element. */
    private static void requireLaw(String what, JsonNode drawn, Distribution law) {
        double second = law.variance() + law.mean() * law.mean();
        double deviation = Math.sqrt(law.variance());
        double rounding = 1e-6 * Math.sqrt(second);
        assertThat(drawn.get("mean").asDouble())
                .as(what)
                .isCloseTo(law.mean(), within(5 * deviation / Math.sqrt(SIZE) + rounding));
        boolean fixed = law instanceof Distribution.Orthogonal || law instanceof Distribution.Identity;
        assertThat(drawn.get("second").asDouble())
                .as(what)
                .isCloseTo(second, within((fixed ? 1e-5 : 5 * Math.sqrt(5.0 / SIZE)) * second));
        assertThat(drawn.get("least").asDouble())
                .as(what)
                .isGreaterThanOrEqualTo(law.support().low() - rounding);
        assertThat(drawn.get("greatest").asDouble())
                .as(what)
                .isLessThanOrEqualTo(law.support().high() + rounding);
        if (law instanceof Distribution.Independent independent && law.variance() > 0) {
            // Kolmogorov: sqrt(SIZE) times the greatest distance exceeds 2.5 with probability 2 exp(-12.5) = 7e-6
            JsonNode quantiles = drawn.get("quantiles");
            for (int i = 0; i < quantiles.size(); i++) {
                double share = (double) ((long) (i + 1) * SIZE / 1000) / SIZE;
                assertThat(independent.cdf(quantiles.get(i).asDouble()))
                        .as(what)
                        .isCloseTo(share, within(2.5 / Math.sqrt(SIZE) + 1e-5));
            }
        }
    }
}
