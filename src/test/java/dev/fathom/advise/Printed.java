package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.init.Initializer;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import java.util.List;
import java.util.stream.Stream;

/** Models whose code is looked at: every candidate, every activation, every architecture. */
final class Printed {
    static final int INPUTS = 20;
    static final int WIDTH = 12;
    static final int OUTPUTS = 5;

    private static final List<CodedNetwork> MODELS = Stream.concat(
                    Stream.of(
                                    "plain",
                                    "plain+layernorm",
                                    "plain+rmsnorm",
                                    "plain+batchnorm",
                                    "residual(0.5)+layernorm(affine)",
                                    "residual(0.5,layers=2)+batchnorm(affine)",
                                    "residual(0.5,layers=2,norm=peri)+batchnorm",
                                    "residual(0.5,layers=2,norm=post)+rmsnorm(affine)",
                                    "residual",
                                    "residual(0.5)+layernorm",
                                    "residual(0.5,norm=post)+layernorm",
                                    "residual(depth^-0.5,layers=2)",
                                    "residual(0.5,layers=2,norm=post)+layernorm",
                                    "residual(layers=2,norm=peri)+rmsnorm")
                            .flatMap(architecture ->
                                    Stream.of(1, 4).flatMap(depth -> candidates("tanh", architecture, depth))),
                    Activations.all().stream()
                            .flatMap(activation -> Stream.concat(
                                    candidates(activation.spec(), "plain", 1).limit(1),
                                    candidates(activation.spec(), "residual", 3).limit(2))))
            .toList();

    private Printed() {}

    static Stream<CodedNetwork> models() {
        return MODELS.stream();
    }

    private static Stream<CodedNetwork> candidates(String activation, String architecture, int depth) {
        Question question = question(Activations.parse(activation), Architecture.parse(architecture), depth);
        return question.candidates().byTheory().stream().map(candidate -> model(question, candidate.initializer()));
    }

    static Question question(Activation activation, Architecture architecture, int depth) {
        return new Question(
                activation, architecture, depth, WIDTH, Extent.vector(64), "digits", List.of(0.1), 10, 8, 2, List.of());
    }

    static CodedNetwork model(Question question, Initializer initializer) {
        return new CodedNetwork(question, initializer, 0.1, Extent.vector(INPUTS), OUTPUTS, true);
    }

    static String name(CodedNetwork model) {
        return model.initializer() + ", " + model.activation().spec() + ", " + model.architecture() + ", depth "
                + model.depth();
    }
}
