package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import java.util.Optional;

/** Keras 3. */
final class KerasCode {
    private KerasCode() {}

    static String of(CodedNetwork model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().keras()).map(code -> "initializers." + code),
                KerasCode::distribution);
        return """
                import keras
                from keras import initializers, layers

                GATE
                def build(SIZES):
                NOTE\
                    x = keras.Input((inputs,))
                    z = layers.Dense(
                        width, kernel_initializer=FIRST)(x)
                    for _ in range(depth - 1):
                        a = ACTIVATED
                        branch = layers.Dense(
                            width, kernel_initializer=INNER)(a)
                        z = NEXT
                    a = ACTIVATED
                    logits = layers.Dense(
                        outputs, kernel_initializer=LAST)(a)
                    return keras.Model(x, logits)
                """.replace("GATE", gate(model))
                .replace("SIZES", model.sizes())
                .replace("NOTE", model.note(weights, "    #"))
                .replace("FIRST", weights.first())
                .replace("INNER", weights.inner())
                .replace("LAST", weights.last())
                .replace("ACTIVATED", activated(model))
                .replace("NEXT", next(model));
    }

    private static String gate(CodedNetwork model) {
        return model.gate().isEmpty()
                ? ""
                : """

                class Gate(layers.Layer):
                    def build(self, shape):
                        self.alpha = self.add_weight(
                            shape=(), initializer=initializers.Constant(START))

                    def call(self, x):
                        return self.alpha * x

                """.replace("START", String.valueOf(model.gate().getAsDouble()));
    }

    private static String next(CodedNetwork model) {
        if (model.architecture().branchScale().isEmpty()) {
            return "branch";
        }
        String branch = model.gate().isPresent() ? "Gate()(branch)" : "branch";
        return "layers.Add()([z, "
                + (model.scale().isEmpty()
                        ? branch
                        : "layers.Rescaling("
                                + model.architecture().branchScale().orElseThrow() + ")(" + branch + ")")
                + "])";
    }

    private static String activated(CodedNetwork model) {
        String name = model.activation().spellings().keras();
        String layer = name.matches("\\w+")
                ? "layers.Activation(\"" + name + "\")"
                : name.matches("[A-Z]\\w+\\(.*") ? "layers." + name : "layers.Activation(" + name + ")";
        String z = model.architecture().norm().isPresent()
                ? "layers.LayerNormalization(epsilon=1e-5, center=False, scale=False)(z)"
                : "z";
        return layer + "(" + z + ")";
    }

    private static String distribution(Distribution distribution) {
        if (distribution instanceof Distribution.Constant constant) {
            return "initializers.Constant(value=" + constant.value() + ")";
        }
        if (distribution instanceof Distribution.Normal normal) {
            return "initializers.RandomNormal(mean=" + normal.mean() + ", stddev=" + normal.std() + ")";
        }
        if (distribution instanceof Distribution.Uniform uniform) {
            return "initializers.RandomUniform(minval=" + uniform.low() + ", maxval=" + uniform.high() + ")";
        }
        if (distribution instanceof Distribution.TruncatedNormal cut
                && cut.high() == 2 * cut.parentStd()
                && cut.low() == -cut.high()) {
            return "initializers.TruncatedNormal(mean=0.0, stddev=" + cut.parentStd() + ")";
        }
        if (distribution instanceof Distribution.Orthogonal orthogonal) {
            return "initializers.Orthogonal(gain=" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("Keras cannot draw " + distribution);
    }
}
