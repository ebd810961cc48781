package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans for devices that are not here. */
class AssumedDeviceTest {
    /** Milliseconds of a step as bench/gpu/floor.py prints them, which counts on its own; a test pass adds under 1 %. */
    @ParameterizedTest
    @CsvSource({
        "512, 30, 128, nvidia-h100, 5.02",
        "512, 30, 128, nvidia-h200, 3.50",
        "512, 30, 128, nvidia-rtx-4090, 16.67",
        "64, 30, 512, nvidia-h200, 5.78",
        "64, 30, 512, nvidia-rtx-4090, 14.13",
        "1000, 20, 64, '67TFLOPS,4.8TB/s,139GiB', 2.067"
    })
    void aStepTakesWhatTheFloorSays(int trials, int depth, int width, String device, double milliseconds) {
        Study study = StudyReader.read(
                "plan.yaml",
                "name: plan\ndata: gaussian:features=784,classes=10,samples=2000\nsteps: 2000\nbatch: 128\ndepth: "
                        + depth + "\nwidth: " + width
                        + "\ngrid: {initializer: he_normal, activation: tanh, seed: range(" + trials + ")}\n");
        AssumedDevice assumed = AssumedDevice.parse(device);
        List<PricedCohort> plan =
                new Planner(1, assumed.memory(), trials, List.of(0), new DatasetCache()).plan(study.trials());
        double seconds = plan.stream().mapToDouble(assumed::seconds).sum();
        assertThat(seconds / 2000 * 1000).isCloseTo(milliseconds, within(0.011 * milliseconds));
    }

    @ParameterizedTest
    @CsvSource({
        "nvidia-h20, did you mean nvidia-h200",
        "'60TFLOPS,4.8TB/s', lacks one of",
        "'60TFLOPS,4.8TB/s,much', 'is no figure of a device'",
        "'60TFLOPS,4.8TB/s,0GiB', 'is no figure of a device'"
    })
    void whatIsNoDeviceIsRefused(String text, String complaint) {
        assertThatThrownBy(() -> AssumedDevice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void figuresMayStandInAnyOrderAndUnit() {
        AssumedDevice device = AssumedDevice.parse("24GB, 1000 GFLOPS, 900 GB/s");
        assertThat(device.flops()).isEqualTo(1e12);
        assertThat(device.bandwidth()).isEqualTo(9e11);
        assertThat(device.memory()).isEqualTo(24_000_000_000L);
        assertThat(AssumedDevice.parse("H200").name()).isEqualTo("nvidia-h200");
    }
}
