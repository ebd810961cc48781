package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Branch;
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
                from keras import initializers, layersOPS

                GATENORM
                def build(SIZES):
                NOTE\
                    x = keras.Input((inputs,))
                    z = layers.Dense(
                        width, kernel_initializer=FIRST)(x)
                BODY\
                    a = LAST_ACTIVATED
                    logits = layers.Dense(
                        outputs, kernel_initializer=LAST)(a)
                    return keras.Model(x, logits)
                """.replace("OPS", ownRms(model) ? ", ops" : "")
                .replace("GATE", gate(model))
                .replace("NORM", ownRms(model) ? RMS_NORM : "")
                .replace("SIZES", model.sizes())
                .replace("NOTE", model.note(weights, "    #"))
                .replace("FIRST", weights.first())
                .replace("BODY", body(model, weights))
                .replace("LAST_ACTIVATED", activated("z", model.normalizesEnd(), model))
                .replace("LAST", weights.last());
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

    /** Keras' own always has a gain. */
    private static final String RMS_NORM = """

            def norm(z):
                return z * ops.rsqrt(ops.mean(ops.square(z), axis=-1, keepdims=True) + 1e-5)

            """;

    private static String body(CodedNetwork model, Expressions weights) {
        if (!model.composed()) {
            return """
                        for _ in range(depth - 1):
                            a = ACTIVATED
                            branch = layers.Dense(
                                width, kernel_initializer=INNER)(a)
                            z = NEXT
                    """.replace("INNER", weights.inner())
                    .replace("ACTIVATED", activated("z", true, model))
                    .replace("NEXT", next(model));
        }
        String last = "i == " + (model.branchLayers() - 1);
        return """
                    for _ in range(BLOCKS):
                        branch = START
                        for i in range(LAYERS):
                            a = ACTIVATED
                            branch = layers.Dense(
                                width, kernel_initializer=LAW)(a)
                        z = NEXT
                """.replace("BLOCKS", model.blocks())
                .replace("START", model.normalizes(Branch.Place.PERI) ? norm(model, "z") : "z")
                .replace("LAYERS", String.valueOf(model.branchLayers()))
                .replace("ACTIVATED", activated("branch", model.normalizes(Branch.Place.PRE), model))
                .replace(
                        "LAW",
                        weights.end().equals(weights.inner())
                                ? weights.inner()
                                : weights.end() + " if " + last + " else " + weights.inner())
                .replace("NEXT", model.normalizes(Branch.Place.POST) ? norm(model, next(model)) : next(model));
    }

    private static boolean ownRms(CodedNetwork model) {
        return model.has(Norm.RMS) && !model.affine();
    }

    private static String norm(CodedNetwork model, String z) {
        String parts = model.affine() ? "" : ", center=False, scale=False";
        String layer = model.has(Norm.BATCH)
                ? "layers.BatchNormalization(momentum=0.9, epsilon=1e-5" + parts + ")"
                : model.has(Norm.RMS)
                        ? "layers.RMSNormalization(epsilon=1e-5)"
                        : "layers.LayerNormalization(epsilon=1e-5" + parts + ")";
        return (ownRms(model) ? "norm" : layer) + "(" + z + ")";
    }

    private static String next(CodedNetwork model) {
        if (model.architecture().branch().isEmpty()) {
            return "branch";
        }
        String end = model.normalizes(Branch.Place.PERI) ? norm(model, "branch") : "branch";
        String branch = model.gate().isPresent() ? "Gate()(" + end + ")" : end;
        return "layers.Add()([z, "
                + (model.scale().isEmpty() ? branch : "layers.Rescaling(" + model.branchScale() + ")(" + branch + ")")
                + "])";
    }

    /** The activation as a layer. */
    static String activation(CodedNetwork model) {
        String name = model.activation().spellings().keras();
        return name.matches("\\w+")
                ? "layers.Activation(\"" + name + "\")"
                : name.matches("[A-Z]\\w+\\(.*") ? "layers." + name : "layers.Activation(" + name + ")";
    }

    private static String activated(String z, boolean normalized, CodedNetwork model) {
        return activation(model) + "("
                + (normalized && model.architecture().norm().isPresent() ? norm(model, z) : z) + ")";
    }

    static String distribution(Distribution distribution) {
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
