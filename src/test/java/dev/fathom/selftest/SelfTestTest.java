package dev.fathom.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.cpu.CpuDevice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A device in order passes; one that leaves out any operation, or alters a result, does not. */
class SelfTestTest {
    @Test
    void theCpuPassesBesidePlainJava() {
        try (Device device = new CpuDevice(2);
                Device reference = CpuDevice.plainJava(1)) {
            List<Outcome> outcomes = SelfTest.run(device, reference, 0.001);
            assertThat(outcomes).hasSizeGreaterThan(30).allMatch(Outcome::passed);
            assertThat(outcomes).allMatch(outcome -> outcome.rate() > 0);
        }
    }

    static Stream<String> operations() {
        return Stream.of(Operations.class.getMethods()).map(Method::getName).distinct();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aMissingOperationShows(String name) {
        try (Device cpu = new CpuDevice(1);
                Device reference = CpuDevice.plainJava(1)) {
            assertThat(failures(without(name, cpu), reference)).isNotEmpty();
        }
    }

    @Test
    void anAlteredDrawShows() {
        try (Device cpu = new CpuDevice(1);
                Device reference = CpuDevice.plainJava(1)) {
            Device altered = intercepted(Device.class, cpu, (method, arguments) -> {
                if (method.getName().equals("draw")) {
                    ((long[]) arguments[1])[0]++;
                }
                return arguments;
            });
            assertThat(failures(altered, reference))
                    .containsExactlyInAnyOrder(
                            "draw uniform",
                            "draw normal",
                            "draw truncated normal",
                            "draw orthogonal",
                            "draw uniform, one by one",
                            "draw normal, one by one",
                            "draw truncated normal, one by one");
        }
    }

    /** Exercises that fail in small dimensions. */
    static List<String> failures(Device device, Device reference) {
        return Exercises.all(device.precision()).stream()
                .filter(exercise -> {
                    double error = SelfTest.error(exercise, Dimensions.RAGGED, device, reference);
                    return !(error <= exercise.tolerance(Dimensions.RAGGED));
                })
                .map(Exercise::name)
                .toList();
    }

    /** The device, but that an operation is never recorded. */
    @SuppressWarnings("unchecked")
    private static Device without(String operation, Device device) {
        return intercepted(Device.class, device, (method, arguments) -> {
            if (method.getName().equals("record")) {
                Consumer<Operations> record = (Consumer<Operations>) arguments[0];
                return new Object[] {
                    (Consumer<Operations>) ops -> record.accept(intercepted(
                            Operations.class, ops, (m, a) -> m.getName().equals(operation) ? null : a))
                };
            }
            return arguments;
        });
    }

    /** What becomes of the arguments of a call; null leaves the call out. */
    private interface Interception {
        Object[] arguments(Method method, Object[] arguments);
    }

    private static <T> T intercepted(Class<T> type, T target, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] passed = interception.arguments(method, arguments);
                    try {
                        return passed == null && arguments != null ? null : method.invoke(target, passed);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
