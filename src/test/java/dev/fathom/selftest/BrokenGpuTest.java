package dev.fathom.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.Child;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.device.cuda.Simulator;
import dev.fathom.device.cuda.runtime.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated GPU passes the self-test, and fails it with any of its kernels broken. */
@OnSimulator
class BrokenGpuTest {
    private static final Pattern KERNEL = Pattern.compile("extern \"C\" __global__ void (\\w+)");

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aGpuInOrderPasses(int ordinal) {
        try (Device device = Simulator.open(ordinal);
                Device reference = new CpuDevice(1)) {
            assertThat(SelfTestTest.failures(device, reference)).isEmpty();
        }
    }

    /** Reduced precision is further off, and its own tolerance knows. */
    @ParameterizedTest
    @ValueSource(strings = {"tf32", "bf16"})
    void reducedPrecisionHasItsOwnTolerance(String precision) {
        try (Device device = new CudaDevice(0, Precision.parse(precision));
                Device reference = new CpuDevice(1)) {
            Exercise product = Exercises.all(precision).get(0);
            Exercise exact = Exercises.all("fp32").get(0);
            double error = SelfTest.error(product, Dimensions.RAGGED, device, reference);
            assertThat(error)
                    .isLessThan(product.tolerance(Dimensions.RAGGED))
                    .isGreaterThan(exact.tolerance(Dimensions.RAGGED));
        }
    }

    /** Three products of tf32 err as little as one in float32: a rounding of their result each, not 2^-11. */
    @Test
    void threeProductsOfTf32ReachFloat32() {
        try (Device device = new CudaDevice(0, Precision.THREE_TF32);
                Device reference = new CpuDevice(1)) {
            assertThat(SelfTestTest.failures(device, reference)).isEmpty();
            double tolerance = Exercises.all("3xtf32").get(0).tolerance(Dimensions.RAGGED);
            assertThat(tolerance).isLessThan(Exercises.all("tf32").get(0).tolerance(Dimensions.RAGGED) / 500);
        }
    }

    @Tag("slow")
    @Test
    void doctorSaysWhatIsWrong() {
        Child child = Child.fathom(
                List.of("FATHOM_SIM_BROKEN=measure"), "doctor", "--selftest", "--device", "cuda:1", "--format", "csv");
        assertThat(child.exitCode()).as(child.errors()).isEqualTo(1);
        assertThat(child.output().lines().filter(line -> line.contains(",WRONG,")))
                .as("what measures, and LayerNorm's measurement on the way")
                .anyMatch(line -> line.startsWith("measure,"))
                .hasSize(2);
    }

    static Stream<String> kernels() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("kernels"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".cu")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        List<String> names =
                KERNEL.matcher(sources).results().map(match -> match.group(1)).toList();
        return Stream.concat(names.stream(), Stream.of("product"));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("kernels")
    void anyBrokenKernelShows(String kernel) {
        Child child = Child.run(BrokenGpuTest.class, List.of("FATHOM_SIM_BROKEN=" + kernel));
        assertThat(child.output()).as(child.errors()).startsWith("wrong: ").doesNotContain("[]");
    }

    /** In a process of its own, for the environment breaks the kernel. */
    public static void main(String[] arguments) {
        // fp32 splits nothing
        Precision precision =
                "split".equals(System.getenv("FATHOM_SIM_BROKEN")) ? Precision.THREE_TF32 : Precision.FP32;
        try (Device device = new CudaDevice(0, precision);
                Device reference = CpuDevice.plainJava(1)) {
            System.out.println("wrong: " + SelfTestTest.failures(device, reference));
        }
    }
}
