package dev.fathom.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.optimizer.Parametrization;
import dev.fathom.optimizer.Parametrization.Role;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The coordinate check under muP is flat, and no longer where a cell that the first steps can tell is off by a power of the width. The
 * program runs once more beside itself, with a table that is compiled anew: its cell times (width / 64)^power.
 */
@Tag("slow")
class BrokenTableTest {
    private static final String TABLE = Parametrization.class.getName();
    private static final String ROW = "public Factors of(Role role, int fanIn, int fanOut, boolean inBranch, int depth,"
            + " Optimizer optimizer) {";

    @TempDir
    private static Path compiled;

    private static ClassLoader broken;

    /** All classes of the program again, but the table from another folder. */
    private static final class Again extends ClassLoader {
        Again() {
            super(BrokenTableTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.fathom.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            Path mutated = compiled.resolve(file);
            try (InputStream in = Files.exists(mutated)
                    ? Files.newInputStream(mutated)
                    : getParent().getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeAll
    static void compile() throws Exception {
        String source = Files.readString(Path.of("src/main/java", TABLE.replace('.', '/') + ".java"));
        assertThat(source).contains(ROW);
        Path file = Files.createDirectories(compiled.resolve("source")).resolve("Parametrization.java");
        Files.writeString(file, source.replace(ROW, """
                public static Role brokenRole;
                public static int brokenColumn;
                public static double brokenPower;

                public Factors of(Role role, int fanIn, int fanOut, boolean inBranch, int depth, Optimizer optimizer) {
                    Factors f = intact(role, fanIn, fanOut, inBranch, depth, optimizer);
                    double[] cells = {f.initial(), f.rate(), f.biasRate(), f.epsilon(), f.decay()};
                    if (role == brokenRole) {
                        cells[brokenColumn] *= Math.pow((role == Role.INPUT ? fanOut : fanIn) / 64.0, brokenPower);
                    }
                    return new Factors(cells[0], cells[1], cells[2], cells[3], cells[4]);
                }

                private Factors intact(Role role, int fanIn, int fanOut, boolean inBranch, int depth, Optimizer optimizer) {
                """));
        String classes = new File(Parametrization.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .getPath();
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-proc:none",
                        "-cp",
                        classes,
                        "-d",
                        compiled.toString(),
                        file.toString());
        assertThat(failed).isZero();
        broken = new Again();
    }

    /**
     * Whatever the first steps can tell: the other cells weigh too little in them, and are held to the papers' tables alone.
     *
     * @param power of the width by which the cell is off
     */
    @ParameterizedTest
    @CsvSource({
        "sgd, INPUT, initial, 0.5",
        "sgd, INPUT, rate, 0.5",
        "sgd, INPUT, rate, -0.5",
        "sgd, HIDDEN, initial, 0.5",
        "sgd, HIDDEN, initial, -0.5",
        "sgd, OUTPUT, initial, 0.5",
        "sgd, OUTPUT, initial, -0.5",
        "adam, INPUT, rate, 0.5",
        "adam, INPUT, rate, -0.5",
        "adam, HIDDEN, initial, 0.5",
        "adam, HIDDEN, rate, 1"
    })
    void theCoordinateCheckFailsWithABrokenCell(String optimizer, Role role, String column, double power)
            throws Exception {
        assertThat(verdicts(optimizer, role, column, power)).containsAnyOf("grows", "shrinks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam"})
    void theCoordinateCheckIsFlatWithTheTableAsItIs(String optimizer) throws Exception {
        assertThat(verdicts(optimizer, Role.HIDDEN, "rate", 0)).containsOnly("flat");
    }

    /** In every layer, up to where muP was made for. */
    @Test
    void mupIsFlatToAThousandUnits() {
        assertThat(check("adam", "width=64,128,256,512,1024", 16)).containsOnly("flat");
    }

    private static final List<String> COLUMNS = List.of("initial", "rate", "biases", "epsilon", "decay");

    @SuppressWarnings("unchecked") // strings are the same on both sides
    private static List<String> verdicts(String optimizer, Role role, String column, double power) throws Exception {
        Class<?> table = broken.loadClass(TABLE);
        Class<?> roles = broken.loadClass(Role.class.getName());
        table.getField("brokenRole").set(null, roles.getField(role.name()).get(null));
        table.getField("brokenColumn").setInt(null, COLUMNS.indexOf(column));
        table.getField("brokenPower").setDouble(null, power);
        var check = broken.loadClass(BrokenTableTest.class.getName())
                .getDeclaredMethod("check", String.class, String.class, int.class);
        check.setAccessible(true);
        return (List<String>) check.invoke(null, optimizer, "width=64,128,256,512", 8);
    }

    /** Of all layers after eight steps; runs in the program with the broken table. */
    static List<String> check(String optimizer, String widths, int seeds) {
        Trial network = Trial.of(
                Fields.INITIALIZER.is("kaiming_normal_"),
                Fields.ACTIVATION.is("relu"),
                Fields.DEPTH.is(3),
                Fields.BATCH.is(64),
                Fields.OPTIMIZER.is(optimizer),
                Fields.LEARNING_RATE.is(optimizer.equals("sgd") ? 0.1 : 0.0014),
                Fields.PARAMETRIZATION.is("mup"));
        List<String> verdicts = new ArrayList<>();
        try (Device device = new CpuDevice(2)) {
            DeviceTrainer trainer = new DeviceTrainer(device, List.of(0), new DatasetCache());
            new CoordinateCheck(network, Axis.parse(widths), seeds)
                    .of(trainer).moves().stream()
                            .filter(each -> each.step() == 8)
                            .forEach(each -> verdicts.add(each.verdict()));
        }
        return verdicts;
    }
}
