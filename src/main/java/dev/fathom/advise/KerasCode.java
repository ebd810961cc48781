package dev.fathom.advise;

import dev.fathom.advise.Model.Expressions;
import dev.fathom.init.Law;
import java.util.Optional;

/** Keras 3. */
final class KerasCode {
    private KerasCode() {}

    static String of(Model model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().keras()).map(code -> "initializers." + code),
                KerasCode::law);
        boolean residual = model.architecture().residual();
        StringBuilder code = new StringBuilder("import keras\nfrom keras import initializers, layers\n\n");
        if (model.gate().isPresent()) {
            code.append("class Gate(layers.Layer):\n    def build(self, shape):\n")
                    .append("        self.alpha = self.add_weight(shape=(), initializer=initializers.Constant(")
                    .append(model.gate().getAsDouble())
                    .append("))\n\n    def call(self, x):\n        return self.alpha * x\n\n");
        }
        code.append("def build(inputs=%d, width=%d, depth=%d, outputs=%d):%n"
                        .formatted(model.inputs(), model.width(), model.depth(), model.outputs()))
                .append("    x = keras.Input((inputs,))\n")
                .append("    z = layers.Dense(width, kernel_initializer=" + weights.first() + ")(x)\n")
                .append("    for _ in range(depth - 1):\n")
                .append("        a = " + activated(model) + "\n")
                .append("        branch = layers.Dense(width, kernel_initializer=" + weights.inner() + ")(a)\n");
        if (model.gate().isPresent()) {
            code.append("        branch = Gate()(branch)\n");
        }
        code.append(residual ? "        z = layers.Add()([z, " + scaled(model) + "])\n" : "        z = branch\n")
                .append("    logits = layers.Dense(outputs, kernel_initializer=" + weights.last() + ")("
                        + activated(model) + ")\n")
                .append("    return keras.Model(x, logits)\n");
        return code.toString();
    }

    private static String scaled(Model model) {
        return model.scale().isEmpty()
                ? "branch"
                : "layers.Rescaling(" + model.architecture().branchScale() + ")(branch)";
    }

    private static String activated(Model model) {
        String name = model.activation().spellings().keras();
        String layer = name.matches("\\w+")
                ? "layers.Activation(\"" + name + "\")"
                : name.matches("[A-Z]\\w+\\(.*") ? "layers." + name : "layers.Activation(" + name + ")";
        String z = model.architecture().normalized()
                ? "layers.LayerNormalization(epsilon=1e-5, center=False, scale=False)(z)"
                : "z";
        return layer + "(" + z + ")";
    }

    private static String law(Law law) {
        if (law instanceof Law.Constant constant) {
            return "initializers.Constant(" + constant.value() + ")";
        }
        if (law instanceof Law.Normal normal) {
            return "initializers.RandomNormal(" + normal.mean() + ", " + normal.std() + ")";
        }
        if (law instanceof Law.Uniform uniform) {
            return "initializers.RandomUniform(" + uniform.low() + ", " + uniform.high() + ")";
        }
        if (law instanceof Law.TruncatedNormal cut && cut.high() == 2 * cut.parentStd() && cut.low() == -cut.high()) {
            return "initializers.TruncatedNormal(0.0, " + cut.parentStd() + ")";
        }
        if (law instanceof Law.Orthogonal orthogonal) {
            return "initializers.Orthogonal(" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("Keras cannot draw " + law);
    }
}
