package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small networks trained as a swarm beside the same trials trained as a sweep trains them. */
class FateTrainerTest {
    private static final DatasetCache DATA = new DatasetCache();

    /** Both sum in float32 in other orders: smooth trainings of so few steps carry some dozen ulp to their ends. */
    private static final double ROUNDING = 1e-4;

    private static Trial trial(String text) {
        Trial trial = Trial.of(
                Fields.INITIALIZER.is("glorot_normal"),
                Fields.ACTIVATION.is("tanh"),
                Fields.WIDTH.is(16),
                Fields.DEPTH.is(1),
                Fields.DATA.is("teacher:features=16,samples=96"),
                Fields.BATCH.is(80),
                Fields.STEPS.is(60),
                Fields.SEED.is(3L));
        for (String pair : text.split(" ")) {
            String key = pair.substring(0, pair.indexOf('='));
            String value = pair.substring(pair.indexOf('=') + 1);
            trial = trial.with(Fields.ALL.stream()
                    .filter(field -> field.key().equals(key))
                    .findFirst()
                    .orElseThrow()
                    .parse(key, value));
        }
        return trial;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "depth=1",
                "depth=2 rate_first=0 rate_hidden=2 rate_last=0.3",
                "depth=1 rate_first=3 rate_last=0 learning_rate=0.5",
                "depth=2 rate_bias=0 data=noise:features=16,samples=96",
                "depth=2 rate_bias=0.3 rate_first=2 bias_std=0.2",
                "depth=3 activation=relu bias_std=0.3 batch=16",
                "widths=16,5,9 activation=gelu loss=mse data=gaussian:features=6,classes=3,samples=300 batch=32",
                "activation=leaky_relu depth=2 data=gaussian:features=6,classes=3,samples=300 batch=32 schedule=cosine warmup=5",
                "width=8 depth=2 activation=sigmoid parametrization=mup(base_width=4)",
                "width=32 depth=2 activation=linear initializer=orthogonal weight_gain=0.5 learning_rate=0.01",
                "activation=relu initializer=torch_linear data=digits batch=64 learning_rate=0.05"
            })
    void aSwarmTrainsTheNetworksOfASweep(String text) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 5; seed++) {
            trials.add(trial(text).with(Fields.SEED.is(seed)));
        }
        try (Device device = new CpuDevice(2)) {
            FateTrainer single = new FateTrainer(device, DATA, false);
            assertThat(single.trainsAsSwarm(trials.get(0))).isTrue();
            List<TrialFate> swarm = single.train(trials);
            List<TrialFate> precise = new FateTrainer(device, DATA, true).train(trials);
            List<TrialResult> sweep =
                    new DeviceTrainer(device, List.of(0), DATA).train(new CohortPlan(trials), Event.IGNORED);
            for (int i = 0; i < trials.size(); i++) {
                for (TrialFate fate : List.of(swarm.get(i), precise.get(i))) {
                    double loss = sweep.get(i).finalLoss();
                    assertThat(fate.loss()).isCloseTo(loss, within(ROUNDING * loss));
                    assertThat(fate.verdict()).isEqualTo(sweep.get(i).verdict());
                    int tested = DATA.of(trials.get(i)).test().count();
                    assertThat(fate.accuracy()).isCloseTo(sweep.get(i).accuracy(), within(2.0 / tested));
                }
            }
        }
    }

    /** Rates from where nothing is learned to where all diverges: 400 pixels of a map. */
    @Test
    void verdictsDifferOnlyAtTheBoundary() {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            trials.add(trial("depth=1").with(Fields.LEARNING_RATE.is(Math.pow(10, -3 + 4.5 * i / 399))));
        }
        try (Device device = new CpuDevice(2)) {
            List<TrialFate> swarm = new FateTrainer(device, DATA, false).train(trials);
            List<TrialResult> sweep =
                    new DeviceTrainer(device, List.of(0), DATA).train(new CohortPlan(trials), Event.IGNORED);
            int differing = 0;
            for (int i = 0; i < trials.size(); i++) {
                differing += swarm.get(i).verdict() == sweep.get(i).verdict() ? 0 : 1;
            }
            assertThat(swarm.stream().map(TrialFate::verdict)).contains(Verdict.TRAINED, Verdict.DIVERGED);
            assertThat(differing).isLessThan(12); // chaotic trainings at the edge, where rounding decides
        }
    }

    @Test
    void doublePrecisionIsForSwarms() {
        try (Device device = new CpuDevice(1)) {
            FateTrainer precise = new FateTrainer(device, DATA, true);
            Trial wide = trial("width=64");
            assertThat(precise.trainsAsSwarm(wide)).isFalse();
            assertThat(precise.trainsAsSwarm(trial("weight_decay=0.1"))).isFalse();
            assertThatThrownBy(() -> precise.train(List.of(wide))).hasMessageContaining("up to 32 units");
        }
    }

    /** With equal rates a network alone, or beside others that diverge and leave, is the same to rounding. */
    @Test
    void aNetworkTrainsAloneAsBesideOthersThatLeave() {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            trials.add(trial("activation=linear").with(Fields.LEARNING_RATE.is(i % 3 == 0 ? 0.02 : 1e6 * (i + 1))));
        }
        try (Device device = new CpuDevice(1)) {
            FateTrainer trainer = new FateTrainer(device, DATA, false);
            double alone = trainer.train(trials.subList(0, 1)).get(0).loss();
            List<TrialFate> together = trainer.train(trials);
            for (int i = 0; i < trials.size(); i++) {
                if (i % 3 == 0) {
                    assertThat(together.get(i).loss()).isCloseTo(alone, within(ROUNDING * alone));
                } else {
                    assertThat(together.get(i).verdict()).isEqualTo(Verdict.DIVERGED);
                    assertThat(together.get(i).convergence()).isPositive();
                }
            }
        }
    }
}
