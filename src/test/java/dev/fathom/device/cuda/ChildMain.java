package dev.fathom.device.cuda;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.init.Distribution;
import java.util.List;

/** What a {@link Child} does; an exception is printed as its simple name and message, and nothing else may end it. */
final class ChildMain {
    private ChildMain() {}

    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "discover":
                CudaDevices.discover().forEach(finding -> System.out.println(finding.usable() + " " + finding));
                System.out.println("usable " + CudaDevices.usable());
                break;
            case "mistake":
                report(() -> SimulatorTest.make(arguments[1]));
                break;
            case "work":
                report(ChildMain::work);
                break;
            default:
                throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("end");
    }

    private static void report(Runnable work) {
        try {
            work.run();
            System.out.println("done");
        } catch (RuntimeException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** Draws a number that is 1, and doubles it in ten steps. */
    private static void work() {
        try (Device device = new CudaDevice(0, Precision.FP32, 0);
                Arena arena = device.arena()) {
            Tensor x = arena.tensor(1, 1, 1);
            Tensor two = arena.tensor(1, 1, 1);
            device.draw(List.of(new Distribution.Uniform(1, 1)), new long[] {7}, x);
            device.upload(new float[] {2}, two, 0);
            try (Program program = device.record(ops -> {
                ops.product(1, x, false, two, false, 0, x);
                ops.addRow(x, null, 1, x);
            })) {
                program.run(0, 10);
            }
            System.out.println("result " + device.download(x, 0)[0]);
        }
    }
}
