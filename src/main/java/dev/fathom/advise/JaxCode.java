package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Branch;
import java.util.Optional;

/** JAX without a neural network library. */
final class JaxCode {
    private JaxCode() {}

    static String of(CodedNetwork model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().jax()).map(code -> "init." + code),
                JaxCode::distribution);
        boolean normalized = model.architecture().norm().isPresent();
        String a = normalized ? "activation(" + norm(model, "z") + ")" : "activation(z)";
        return """
                import jax
                import jax.numpy as jnp
                from jax.nn import initializers as init

                activation = ACTIVATION


                def params(key, SIZES):
                    sizes = [inputs] + [width] * HIDDEN + [outputs]
                NOTE\
                    laws = LAWS
                    keys = jax.random.split(key, len(sizes) - 1)
                    return [
                        {"w": law(k, (n, m), jnp.float32), "b": jnp.zeros(m)GATE}
                        for law, k, n, m in zip(laws, keys, sizes, sizes[1:])
                    ]


                NORM\
                def apply(ARGUMENTS):
                    first, *inner, last = params
                OWN\
                    z = x @ first["w"] + first["b"]
                BODY\
                    return ACTIVE @ last["w"] + last["b"]SEEN
                """.replace("ACTIVATION", model.activation().spellings().jax())
                .replace("SIZES", model.sizes())
                .replace("NOTE", model.note(weights, "    #"))
                .replace("LAWS", distributions(model, weights))
                .replace(
                        "GATE",
                        model.gate().isPresent()
                                ? ", \"alpha\": jnp.array(" + model.gate().getAsDouble() + ")"
                                : "")
                .replace("NORM", normalized ? JaxNorms.functions(model) : "")
                .replace("ARGUMENTS", "params, " + JaxNorms.arguments(model) + "x")
                .replace("OWN", JaxNorms.start(model))
                .replace("SEEN", model.has(Norm.BATCH) ? ", seen" : "")
                .replace("BODY", body(model, a))
                .replace("HIDDEN", model.hidden())
                .replace("ACTIVE", model.normalizesEnd() ? a : "activation(z)");
    }

    static String distributions(CodedNetwork model, Expressions weights) {
        if (weights.everywhereTheSame()) {
            return "[" + weights.inner() + "] * (" + model.hidden() + " + 1)";
        }
        String branch = (weights.inner() + ", ").repeat(model.branchLayers() - 1) + weights.end();
        return "[" + weights.first() + "] + [" + branch + "] * (" + model.blocks() + ") + [" + weights.last() + "]";
    }

    private static String body(CodedNetwork model, String a) {
        if (!model.composed()) {
            return """
                        for p in inner:
                            z = NEXT
                    """.replace("NEXT", next(model, a));
        }
        String sum = "z + " + model.scale() + (model.gate().isPresent() ? "p[\"alpha\"] * " : "")
                + (model.normalizes(Branch.Place.PERI) ? norm(model, "branch") : "branch");
        return """
                    for i in range(0, len(inner), LAYERS):
                        branch = NORMED
                        for p in inner[i : i + LAYERS]:
                            branch = BRANCH @ p["w"] + p["b"]
                        z = SUM
                """.replace("LAYERS", String.valueOf(model.branchLayers()))
                .replace("NORMED", model.normalizes(Branch.Place.PERI) ? norm(model, "z") : "z")
                .replace(
                        "BRANCH",
                        model.normalizes(Branch.Place.PRE)
                                ? "activation(" + norm(model, "branch") + ")"
                                : "activation(branch)")
                .replace("SUM", model.normalizes(Branch.Place.POST) ? norm(model, sum) : sum);
    }

    private static String norm(CodedNetwork model, String z) {
        return "norm(" + z + JaxNorms.operands(model) + ")";
    }

    private static String next(CodedNetwork model, String a) {
        String branch = a + " @ p[\"w\"] + p[\"b\"]";
        if (model.architecture().branch().isEmpty()) {
            return branch;
        }
        return "z + " + model.scale() + (model.gate().isPresent() ? "p[\"alpha\"] * " : "") + "(" + branch + ")";
    }

    static String distribution(Distribution distribution) {
        if (distribution instanceof Distribution.Constant constant) {
            return "init.constant(" + constant.value() + ")";
        }
        if (distribution instanceof Distribution.Normal normal && normal.mean() == 0) {
            return "init.normal(" + normal.std() + ")";
        }
        if (distribution instanceof Distribution.Normal normal) {
            return "(lambda k, shape, dtype: " + normal.mean() + " + " + normal.std()
                    + " * jax.random.normal(k, shape, dtype))";
        }
        if (distribution instanceof Distribution.Uniform uniform) {
            return "(lambda k, shape, dtype: jax.random.uniform(k, shape, dtype, " + uniform.low() + ", "
                    + uniform.high() + "))";
        }
        if (distribution instanceof Distribution.TruncatedNormal cut && cut.parentMean() == 0) {
            return "init.truncated_normal(" + cut.parentStd() + ", lower=" + cut.low() / cut.parentStd() + ", upper="
                    + cut.high() / cut.parentStd() + ")";
        }
        if (distribution instanceof Distribution.Orthogonal orthogonal) {
            return "init.orthogonal(" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("JAX cannot draw " + distribution);
    }
}
