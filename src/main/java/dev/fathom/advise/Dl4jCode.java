package dev.fathom.advise;

import dev.fathom.advise.Model.Expressions;
import dev.fathom.init.Law;
import java.util.Optional;

/** Deeplearning4j 1.0.0-M2.1. */
final class Dl4jCode {
    private Dl4jCode() {}

    static String of(Model model) {
        Optional<String> missing = missing(model);
        if (missing.isPresent()) {
            return "// Deeplearning4j has no " + missing.get()
                    + ": build this network in one of the other libraries.\n";
        }
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().dl4j()), Dl4jCode::law);
        return model.architecture().residual() ? graph(model, weights) : sequence(model, weights);
    }

    private static Optional<String> missing(Model model) {
        if (model.activation().spellings().dl4j() == null) {
            return Optional.of("activation " + model.activation().spec());
        }
        if (model.gate().isPresent()) {
            return Optional.of("learnable factor on a branch");
        }
        return model.architecture().residual() && model.architecture().normalized()
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

    private static String sequence(Model model, Expressions weights) {
        return IMPORTS + "class Net {\n    static MultiLayerConfiguration build() {\n"
                + "        var list = new NeuralNetConfiguration.Builder().list();\n"
                + "        list.layer(" + hidden(model, model.inputs(), weights.first()) + ");\n"
                + "        for (int i = 1; i < " + model.depth() + "; i++) {\n"
                + "            list.layer(" + hidden(model, model.width(), weights.inner()) + ");\n        }\n"
                + "        list.layer(" + output(model, weights.last()) + ");\n"
                + "        return list.build();\n    }\n}\n";
    }

    private static String hidden(Model model, int inputs, String weights) {
        return "new DenseLayer.Builder().nIn(" + inputs + ").nOut(" + model.width() + ").weightInit(" + weights
                + ").activation(" + model.activation().spellings().dl4j() + ")"
                + (model.architecture().normalized() ? ".hasLayerNorm(true)" : "") + ".build()";
    }

    private static String output(Model model, String weights) {
        return "new OutputLayer.Builder(LossFunction.MCXENT).nIn(" + model.width() + ").nOut(" + model.outputs()
                + ").weightInit(" + weights + ").activation(Activation.SOFTMAX).build()";
    }

    private static String graph(Model model, Expressions weights) {
        String dense =
                "new DenseLayer.Builder().nIn(%d).nOut(%d).weightInit(%s).activation(Activation.IDENTITY).build()";
        String scaled = model.scale().isEmpty() ? "\"branch\" + i" : "\"scaled\" + i";
        return IMPORTS + "class Net {\n    static ComputationGraphConfiguration build() {\n"
                + "        var graph = new NeuralNetConfiguration.Builder().graphBuilder().addInputs(\"x\");\n"
                + "        graph.addLayer(\"z1\", "
                + dense.formatted(model.inputs(), model.width(), weights.first()) + ", \"x\");\n"
                + "        for (int i = 2; i <= " + model.depth() + "; i++) {\n"
                + "            graph.addLayer(\"a\" + i, " + activation(model) + ", \"z\" + (i - 1));\n"
                + "            graph.addLayer(\"branch\" + i, "
                + dense.formatted(model.width(), model.width(), weights.inner()) + ", \"a\" + i);\n"
                + (model.scale().isEmpty()
                        ? ""
                        : "            graph.addVertex(\"scaled\" + i, new ScaleVertex("
                                + model.architecture().branchScale() + "), \"branch\" + i);\n")
                + "            graph.addVertex(\"z\" + i, new ElementWiseVertex(ElementWiseVertex.Op.Add), \"z\" + (i - 1), "
                + scaled + ");\n        }\n"
                + "        graph.addLayer(\"a\", " + activation(model) + ", \"z" + model.depth() + "\");\n"
                + "        graph.addLayer(\"out\", " + output(model, weights.last()) + ", \"a\");\n"
                + "        return graph.setOutputs(\"out\").build();\n    }\n}\n";
    }

    private static String activation(Model model) {
        return "new ActivationLayer.Builder().activation("
                + model.activation().spellings().dl4j() + ").build()";
    }

    private static String law(Law law) {
        if (law instanceof Law.Constant constant) {
            return "new ConstantDistribution(" + constant.value() + ")";
        }
        if (law instanceof Law.Normal normal) {
            return "new NormalDistribution(" + normal.mean() + ", " + normal.std() + ")";
        }
        if (law instanceof Law.Uniform uniform) {
            return "new UniformDistribution(" + uniform.low() + ", " + uniform.high() + ")";
        }
        if (law instanceof Law.TruncatedNormal cut && cut.high() == 2 * cut.parentStd() && cut.low() == -cut.high()) {
            return "new TruncatedNormalDistribution(0.0, " + cut.parentStd() + ")";
        }
        if (law instanceof Law.Orthogonal orthogonal) {
            return "new OrthogonalDistribution(" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("Deeplearning4j cannot draw " + law);
    }
}
