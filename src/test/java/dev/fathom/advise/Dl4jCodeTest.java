package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.init.Distribution;
import dev.fathom.init.Scheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code for Deeplearning4j: its laws are read from the text, and the profile slow compiles it against DL4J itself. */
class Dl4jCodeTest {
    private static final Pattern WEIGHTS =
            Pattern.compile("(?:dense\\(\\d+, |output\\()(WeightInit\\.(\\w+)|new (\\w+)Distribution\\(([^)]*)\\))\\)");

    @TempDir
    Path folder;

    private static Stream<CodedNetwork> models() {
        return Printed.models().filter(model -> !Code.of(model).get("dl4j").startsWith("//"));
    }

    @Test
    void drawsTheAdvisedLaws() {
        List<CodedNetwork> models = models().toList();
        assertThat(models).hasSizeGreaterThan(40);
        for (CodedNetwork model : models) {
            String code = Code.of(model).get("dl4j");
            Matcher weights = WEIGHTS.matcher(code);
            for (int layer : new int[] {1, 2, model.depth() + 1}) {
                String what = Printed.name(model) + ", layer " + layer + "\n" + code;
                assertThat(weights.find()).as(what).isTrue();
                boolean last =
                        layer > model.depth() && layer != 2 || weights.group().startsWith("output");
                int fanIn = layer == 1 ? Printed.INPUTS : Printed.WIDTH;
                int fanOut = last ? Printed.OUTPUTS : Printed.WIDTH;
                Laws.requireSame(what, printed(weights, fanIn, fanOut), advised(model, layer, fanIn, fanOut));
            }
            assertThat(weights.find()).isFalse();
        }
    }

    private static Distribution advised(CodedNetwork model, int layer, int fanIn, int fanOut) {
        return model.initializer().scheme() instanceof Scheme.Independent
                ? model.initializer().distribution(fanIn, fanOut, layer, model.depth())
                : model.distribution(layer);
    }

    /** The formulas of DL4J's WeightInit constants and distributions, version 1.0.0-M2.1. */
    private static Distribution printed(Matcher weights, double n, double m) {
        if (weights.group(2) != null) {
            switch (weights.group(2)) {
                case "ONES":
                    return new Distribution.Constant(1);
                case "XAVIER":
                    return new Distribution.Normal(0, Math.sqrt(2 / (n + m)));
                case "XAVIER_UNIFORM":
                    return uniform(Math.sqrt(6) / Math.sqrt(n + m));
                case "RELU":
                    return new Distribution.Normal(0, Math.sqrt(2 / n));
                case "RELU_UNIFORM":
                    return uniform(Math.sqrt(6 / n));
                case "UNIFORM":
                    return uniform(1 / Math.sqrt(n));
                case "SIGMOID_UNIFORM":
                    return uniform(4 * Math.sqrt(6 / (n + m)));
                default:
                    throw new IllegalArgumentException("unknown weights " + weights.group());
            }
        }
        double[] numbers = Stream.of(weights.group(4).split(", "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        switch (weights.group(3)) {
            case "Constant":
                return new Distribution.Constant(numbers[0]);
            case "Normal":
                return new Distribution.Normal(numbers[0], numbers[1]);
            case "Uniform":
                return new Distribution.Uniform(numbers[0], numbers[1]);
            case "TruncatedNormal": // redrawn until within two deviations
                return new Distribution.TruncatedNormal(
                        numbers[0], numbers[1], numbers[0] - 2 * numbers[1], numbers[0] + 2 * numbers[1]);
            case "Orthogonal":
                return new Distribution.Orthogonal(numbers[0], (int) n, (int) m);
            default:
                throw new IllegalArgumentException("unknown weights " + weights.group());
        }
    }

    private static Distribution uniform(double limit) {
        return new Distribution.Uniform(-limit, limit);
    }

    @Test
    void saysWhatDl4jLacks() {
        assertThat(Printed.models()
                        .filter(model -> model.activation().name().equals("erf"))
                        .map(model -> Code.of(model).get("dl4j")))
                .isNotEmpty()
                .allMatch(code -> code.startsWith("// Deeplearning4j has no activation erf"));
    }

    @Tag("slow")
    @Test
    void compiles() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Assumptions.assumeTrue(compiler != null, "a JRE has no compiler; use a JDK");
        Class.forName("org.deeplearning4j.nn.conf.NeuralNetConfiguration"); // the profile slow brings DL4J
        List<JavaFileObject> sources = new ArrayList<>();
        for (CodedNetwork model : models().toList()) {
            String place = "printed.p" + sources.size();
            sources.add(
                    source(place, "package " + place + ";\n" + Code.of(model).get("dl4j")));
        }
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        List<String> options =
                List.of("-d", folder.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        boolean compiled =
                compiler.getTask(null, null, complaints, options, null, sources).call();
        assertThat(compiled).as(complaints.getDiagnostics().toString()).isTrue();
    }

    private static JavaFileObject source(String place, String text) {
        URI uri = URI.create("string:///" + place.replace('.', '/') + "/Net.java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
