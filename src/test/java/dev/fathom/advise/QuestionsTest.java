package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Twenty questions of dense networks, and some of others. What is recommended trains at least half of twelve networks whose
 * seeds neither choice nor confirmation has seen; where nothing trains, every remedy that is named does. No candidate that was
 * left out before training does better than the answer says.
 */
@Tag("slow")
class QuestionsTest {
    private static final int ADVISED = 6;
    private static final int JUDGED = 12;

    /** The first seed that no stage of advice uses. */
    private static final int UNSEEN = 4 * ADVISED;

    /** Networks of each candidate left out; those that look better than the winner meet it on fresh seeds. */
    private static final int SCREENED = 3;

    private final DatasetCache datasets = new DatasetCache();

    /** Advice of 6 seeds chooses by those to 5, and confirms by those to 23. */
    private Question question(String activation, String architecture, int depth, int width, String data, int seeds) {
        Architecture built = Architecture.parse(architecture);
        Extent input = datasets.of(data).seenBy(built).train().extent();
        return new Question(
                Activations.parse(activation),
                built,
                depth,
                width,
                input,
                data,
                List.of(0.01, 0.05, 0.2),
                300,
                64,
                seeds,
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "relu, plain, 5, 64, digits",
        "relu, plain, 20, 64, digits",
        "relu, plain, 30, 32, digits",
        "tanh, plain, 10, 64, digits",
        "tanh, plain, 40, 64, digits",
        "sigmoid, plain, 3, 64, digits",
        "sigmoid, plain, 10, 64, digits",
        "sigmoid, plain, 30, 64, digits",
        "gelu, plain, 10, 64, digits",
        "gelu, plain, 20, 64, digits",
        "silu, plain, 12, 64, digits",
        "selu, plain, 30, 64, digits",
        "elu, plain, 15, 32, digits",
        "elu, residual, 20, 64, digits",
        "softplus, plain, 10, 64, digits",
        "mish, plain, 15, 48, digits",
        "leaky_relu, plain, 25, 64, digits",
        "tanh, plain, 20, 32, 'gaussian:features=32,classes=5'",
        "relu, plain, 10, 48, teacher",
        "gelu, residual+layernorm, 15, 48, digits",
        "tanh, conv(stem=7), 4, 8, digits",
        "sigmoid, conv(stem=7), 8, 8, digits",
        "relu, resnet(stem=7), 3, 8, digits",
        "gelu, transformer(stem=7)+layernorm, 2, 16, digits"
    })
    void whatIsNamedTrainsFreshNetworks(String activation, String architecture, int depth, int width, String data) {
        try (Device device = new CpuDevice()) {
            Adviser adviser = new Adviser(device, datasets, line -> {});
            Advice advice = adviser.advise(question(activation, architecture, depth, width, data, ADVISED));
            System.out.println(advice.sentence() + " " + advice.notes());
            if (advice.works()) {
                Advice.Recommendation best = advice.recommendation().orElseThrow();
                Training judged = judged(
                        adviser,
                        best.question(),
                        best.initializer(),
                        best.training().rate());
                assertThat(judged.works())
                        .as(advice.sentence() + " judged " + judged.share())
                        .isTrue();
                nothingLeftOutIsBetter(adviser, advice, judged);
            } else {
                screened(adviser, advice)
                        .forEach((name, training) -> assertThat(training.works()
                                        && adviser.surely(advice.question(), Initializers.parse(name), training.rate())
                                                .reliable())
                                .as(name + " trains, where " + advice.sentence())
                                .isFalse());
            }
            for (Alternatives.Remedy remedy : advice.remedies()) {
                if (remedy.helps()) {
                    Training judged = judged(
                            adviser,
                            remedy.question(),
                            remedy.initializer(),
                            remedy.training().rate());
                    assertThat(judged.works())
                            .as(remedy + " of " + advice.sentence())
                            .isTrue();
                }
            }
        }
    }

    private Training judged(Adviser adviser, Question question, Initializer initializer, double rate) {
        List<Trial> fresh = question.withSeeds(UNSEEN).fresh(initializer, rate);
        return adviser.trained(rate, fresh.subList(0, JUDGED));
    }

    /** Of every law that was not trained, and of lsuv where the answer is silent of it. */
    private Map<String, Training> screened(Adviser adviser, Advice advice) {
        Question question = advice.question();
        Set<String> trained = advice.ranking().stream()
                .filter(candidate -> candidate.training().isPresent())
                .map(candidate -> candidate.initializer().spec())
                .collect(Collectors.toSet());
        boolean lsuv = question.architecture().equals(Architecture.PLAIN)
                && advice.works()
                && advice.notes().stream().noneMatch(note -> note.startsWith("lsuv"));
        List<Initializer> others = Stream.concat(
                        question.candidates().distinct(question.candidates().byTheory()).stream()
                                .map(Candidate::initializer)
                                .filter(initializer -> !trained.contains(initializer.spec())),
                        lsuv ? Stream.of(Initializers.parse("lsuv")) : Stream.empty())
                .toList();
        return adviser.train(question.withSeeds(SCREENED), others);
    }

    /**
     * By more than the half width of the margin that the answer states; with all that looked better at once (Bonferroni).
     */
    private void nothingLeftOutIsBetter(Adviser adviser, Advice advice, Training winner) {
        double screenedGain =
                advice.ranking().get(0).training().orElseThrow().gain().value();
        Map<String, Training> better = screened(adviser, advice);
        better.values().removeIf(training -> training.gain().value() < screenedGain);
        double stated = advice.margin()
                .map(margin -> (margin.gain().high() - margin.gain().low()) / 2)
                .orElse(0.0);
        better.forEach((name, screened) -> {
            Training other = judged(adviser, advice.question(), Initializers.parse(name), screened.rate());
            double[] more = new double[JUDGED];
            for (int i = 0; i < JUDGED; i++) {
                more[i] = other.gains()[i] - winner.gains()[i];
            }
            Interval interval = Interval.simultaneous(better.size(), more);
            System.out.println(name + " less the winner: " + interval + ", stated +-" + stated);
            assertThat(interval.low())
                    .as(name + " at " + screened.rate() + " beats what is advised: " + advice.sentence())
                    .isLessThanOrEqualTo(stated);
        });
    }
}
