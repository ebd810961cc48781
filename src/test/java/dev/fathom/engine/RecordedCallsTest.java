package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.Normalization;
import dev.fathom.device.Operations;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.probe.Jacobian;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a device is asked to do for a few small networks, call by call: a change here changes the bits of every stored
 * result. Tensors are numbered as they first appear.
 */
class RecordedCallsTest {
    @ParameterizedTest
    @CsvSource({
        "plain, he_normal, sgd",
        "plain+layernorm, he_normal, momentum",
        "residual(0.5), he_normal, sgd",
        "residual(0.5)+layernorm, rezero, adam"
    })
    void trainingAsksForTheseCalls(String architecture, String initializer, String optimizer) throws IOException {
        Cohort cohort = cohort(Shape.uniform(5, 3, 4, 2), architecture, initializer);
        Samples samples = new Samples(new float[4 * 5], 5, new Samples.Classes(new int[] {0, 1, 0, 1}, 2));
        TrainingPlan plan = new TrainingPlan(2, Optimizer.parse(optimizer), List.of(1));
        Log log = new Log();
        try (Device device = log.over(new CpuDevice(1));
                Training training = new Training(device, cohort, plan, samples, samples, new int[6])) {
            training.run(step -> {});
        }
        assertThat(log.lines).isEqualTo(expected("train " + architecture));
    }

    @ParameterizedTest
    @CsvSource({"plain+layernorm", "residual(0.5)"})
    void jacobiansAskForTheseCalls(String architecture) throws IOException {
        Log log = new Log();
        try (Device device = log.over(new CpuDevice(1))) {
            Jacobian.singularValues(device, cohort(Shape.uniform(4, 2, 4, 0), architecture, "he_normal"));
        }
        assertThat(log.lines).isEqualTo(expected("jacobian " + architecture));
    }

    private static Cohort cohort(Shape shape, String architecture, String initializer) {
        TrialSetup setup = new TrialSetup(Initializers.parse(initializer), 1, 0.1f, Activations.parse("tanh"), 0.1f, 3);
        return new Cohort(shape, Architecture.parse(architecture), 3, List.of(setup, setup));
    }

    /** The lines of one section, as {@code # name} starts it. */
    private static List<String> expected(String name) throws IOException {
        try (InputStream in = RecordedCallsTest.class.getResourceAsStream("recorded-calls.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String section = text.substring(text.indexOf("# " + name + "\n") + name.length() + 3);
            int end = section.indexOf("\n\n");
            return List.of(section.substring(0, end).split("\n"));
        }
    }

    /** Writes down what programs are made of, and passes it on. */
    private static final class Log {
        final List<String> lines = new ArrayList<>();
        private final Map<Object, Integer> numbers = new IdentityHashMap<>();

        Device over(Device device) {
            return proxy(Device.class, (method, arguments) -> {
                if (!method.getName().equals("record")) {
                    return call(device, method, arguments);
                }
                lines.add("program");
                @SuppressWarnings("unchecked")
                Consumer<Operations> operations = (Consumer<Operations>) arguments[0];
                return device.record(ops -> operations.accept(over(ops)));
            });
        }

        private Operations over(Operations ops) {
            return proxy(Operations.class, (method, arguments) -> {
                StringBuilder line = new StringBuilder("  ").append(method.getName());
                for (Object argument : arguments) {
                    line.append(' ').append(name(argument));
                }
                lines.add(line.toString());
                return call(ops, method, arguments);
            });
        }

        private String name(Object argument) {
            if (argument instanceof Tensor tensor) {
                return number(tensor) + "(" + tensor.rows() + "x" + tensor.columns() + ")";
            }
            if (argument instanceof Normalization normalization) {
                return "keeping " + name(normalization.normalized());
            }
            if (argument instanceof Slot slot) {
                return "slot" + slot.index();
            }
            if (argument instanceof List<?> functions) {
                return functions.stream()
                        .map(f -> ((Activation) f).spec())
                        .toList()
                        .toString();
            }
            return argument == null || argument instanceof Number || argument instanceof Boolean
                    ? String.valueOf(argument)
                    : argument instanceof Optimizer ? argument.toString() : number(argument);
        }

        private String number(Object object) {
            return "t" + numbers.computeIfAbsent(object, o -> numbers.size() + 1);
        }

        private interface Handler {
            Object handle(Method method, Object[] arguments) throws Throwable;
        }

        private static <T> T proxy(Class<T> type, Handler handler) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) ->
                            handler.handle(method, arguments == null ? new Object[0] : arguments)));
        }

        private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
