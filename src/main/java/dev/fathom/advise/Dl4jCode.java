package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import dev.fathom.net.Normalize.Norm;
import java.util.Optional;

/** Deeplearning4j 1.0.0-M2.1. */
final class Dl4jCode {
    private Dl4jCode() {}

    static String of(CodedNetwork model) {
        if (!model.architecture().isDense()) {
            return "// Fathom writes Deeplearning4j code for dense layers alone:"
                    + " build this network in one of the other libraries.\n";
        }
        if (model.composed()) {
            return "// Fathom writes Deeplearning4j code for branches of one activation and one layer alone:"
                    + " build this network in one of the other libraries.\n";
        }
        if (model.ownNorms()) {
            return "// Fathom writes no Deeplearning4j code for batch normalization, or for learnable gain and shift:"
                    + " build this network in one of the other libraries.\n";
        }
        Optional<String> missing = missing(model);
        if (missing.isPresent()) {
            return "// Deeplearning4j has no " + missing.get()
                    + ": build this network in one of the other libraries.\n";
        }
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().dl4j()), Dl4jCode::distribution);
        return (model.architecture().branch().isPresent() ? GRAPH : SEQUENCE)
                .replace("NOTE", model.note(weights, "        //"))
                .replace("WEIGHTS", weights.numbers() ? "Distribution weights" : "WeightInit weights")
                .replace("LAYER_NORM", model.architecture().norm().isPresent() ? ".hasLayerNorm(true)" : "")
                .replace("ACTIVATION", model.activation().spellings().dl4j())
                .replace("LOSS", model.classes() ? "LossFunction.MCXENT" : "LossFunction.MSE")
                .replace("ANSWER", model.classes() ? "Activation.SOFTMAX" : "Activation.IDENTITY")
                .replace("FIRST", weights.first())
                .replace("INNER", weights.inner())
                .replace("LAST", weights.last())
                .replace("SCALE", String.valueOf(model.branchScale()))
                .replace("INPUTS", String.valueOf(model.inputs()))
                .replace("OUTPUTS", String.valueOf(model.outputs()))
                .replace("WIDTH", String.valueOf(model.width()))
                .replace("DEPTH", String.valueOf(model.depth()));
    }

    private static Optional<String> missing(CodedNetwork model) {
        if (model.activation().spellings().dl4j() == null) {
            return Optional.of("activation " + model.activation().spec());
        }
        if (model.gate().isPresent()) {
            return Optional.of("learnable factor on a branch");
        }
        if (model.has(Norm.RMS)) {
            return Optional.of("RMS normalization");
        }
        return model.architecture().branch().isPresent()
                        && model.architecture().norm().isPresent()
                ? Optional.of("layer normalization behind a sum")
                : Optional.empty();
    }

    private static final String IMPORTS = """
            import org.deeplearning4j.nn.conf.*;
            import org.deeplearning4j.nn.conf.distribution.*;
            import org.deeplearning4j.nn.conf.graph.*;
            import org.deeplearning4j.nn.conf.layers.*;
            import org.deeplearning4j.nn.weights.WeightInit;
            import org.nd4j.linalg.activations.Activation;
            import org.nd4j.linalg.activations.impl.*;
            import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

            """;

    private static final String OUTPUT = """

                static OutputLayer output(WEIGHTS) {
                    return new OutputLayer.Builder(LOSS).nIn(WIDTH).nOut(OUTPUTS)
                            .weightInit(weights).activation(ANSWER).build();
                }
            }
            """;

    private static final String SEQUENCE = IMPORTS + """
            class Net {
                static MultiLayerConfiguration build() {
            NOTE\
                    var list = new NeuralNetConfiguration.Builder().list();
                    list.layer(dense(INPUTS, FIRST));
                    for (int i = 2; i <= DEPTH; i++) {
                        list.layer(dense(WIDTH, INNER));
                    }
                    list.layer(output(LAST));
                    return list.build();
                }

                static DenseLayer dense(int inputs, WEIGHTS) {
                    return new DenseLayer.Builder().nIn(inputs).nOut(WIDTH).weightInit(weights)
                            .activation(ACTIVATION)LAYER_NORM.build();
                }
            """ + OUTPUT;

    private static final String GRAPH = IMPORTS + """
            class Net {
                static ComputationGraphConfiguration build() {
            NOTE\
                    var graph = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("x");
                    graph.addLayer("z1", dense(INPUTS, FIRST), "x");
                    for (int i = 2; i <= DEPTH; i++) {
                        graph.addLayer("a" + i, activation(), "z" + (i - 1));
                        graph.addLayer("branch" + i, dense(WIDTH, INNER), "a" + i);
                        graph.addVertex("scaled" + i, new ScaleVertex(SCALE), "branch" + i);
                        graph.addVertex("z" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add),
                                "z" + (i - 1), "scaled" + i);
                    }
                    graph.addLayer("a", activation(), "zDEPTH");
                    graph.addLayer("out", output(LAST), "a");
                    return graph.setOutputs("out").build();
                }

                static ActivationLayer activation() {
                    return new ActivationLayer.Builder().activation(ACTIVATION).build();
                }

                static DenseLayer dense(int inputs, WEIGHTS) {
                    return new DenseLayer.Builder().nIn(inputs).nOut(WIDTH).weightInit(weights)
                            .activation(Activation.IDENTITY).build();
                }
            """ + OUTPUT;

    private static String distribution(Distribution distribution) {
        if (distribution instanceof Distribution.Constant constant) {
            return "new ConstantDistribution(" + constant.value() + ")";
        }
        if (distribution instanceof Distribution.Normal normal) {
            return "new NormalDistribution(" + normal.mean() + ", " + normal.std() + ")";
        }
        if (distribution instanceof Distribution.Uniform uniform) {
            return "new UniformDistribution(" + uniform.low() + ", " + uniform.high() + ")";
        }
        if (distribution instanceof Distribution.TruncatedNormal cut
                && cut.high() == 2 * cut.parentStd()
                && cut.low() == -cut.high()) {
            return "new TruncatedNormalDistribution(0.0, " + cut.parentStd() + ")";
        }
        if (distribution instanceof Distribution.Orthogonal orthogonal) {
            return "new OrthogonalDistribution(" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("Deeplearning4j cannot draw " + distribution);
    }
}
