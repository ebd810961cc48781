package dev.fathom.advise;

import dev.fathom.advise.Model.Expressions;
import dev.fathom.init.Law;
import java.util.Optional;

/** JAX without a neural network library. */
final class JaxCode {
    private JaxCode() {}

    static String of(Model model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().jax()).map(code -> "init." + code), JaxCode::law);
        boolean normalized = model.architecture().normalized();
        boolean gated = model.gate().isPresent();
        StringBuilder code = new StringBuilder("import jax\nimport jax.numpy as jnp\n")
                .append("from jax.nn import initializers as init\n\n")
                .append("activation = " + model.activation().spellings().jax() + "\n\n")
                .append("def params(key, inputs=%d, width=%d, depth=%d, outputs=%d):%n"
                        .formatted(model.inputs(), model.width(), model.depth(), model.outputs()))
                .append("    sizes = [inputs] + [width] * depth + [outputs]\n")
                .append("    laws = [" + weights.first() + "] + [" + weights.inner() + "] * (depth - 1) + ["
                        + weights.last() + "]\n")
                .append("    keys = jax.random.split(key, depth + 1)\n")
                .append("    return [{\"w\": law(k, (n, m), jnp.float32), \"b\": jnp.zeros(m)")
                .append(gated ? ", \"alpha\": jnp.array(" + model.gate().getAsDouble() + ")" : "")
                .append("}\n            for law, k, n, m in zip(laws, keys, sizes, sizes[1:])]\n\n");
        if (normalized) {
            code.append("def norm(z):\n    return (z - z.mean(-1, keepdims=True))")
                    .append(" / jnp.sqrt(z.var(-1, keepdims=True) + 1e-5)\n\n");
        }
        String a = normalized ? "activation(norm(z))" : "activation(z)";
        String branch = "(" + a + " @ p[\"w\"] + p[\"b\"])";
        String next = model.architecture().residual()
                ? "z + " + model.scale() + (gated ? "p[\"alpha\"] * " : "") + branch
                : a + " @ p[\"w\"] + p[\"b\"]";
        code.append("def apply(params, x):\n")
                .append("    z = x @ params[0][\"w\"] + params[0][\"b\"]\n")
                .append("    for p in params[1:-1]:\n        z = " + next + "\n")
                .append("    return " + a + " @ params[-1][\"w\"] + params[-1][\"b\"]\n");
        return code.toString();
    }

    private static String law(Law law) {
        if (law instanceof Law.Constant constant) {
            return "init.constant(" + constant.value() + ")";
        }
        if (law instanceof Law.Normal normal && normal.mean() == 0) {
            return "init.normal(" + normal.std() + ")";
        }
        if (law instanceof Law.Normal normal) {
            return "(lambda k, shape, dtype: " + normal.mean() + " + " + normal.std()
                    + " * jax.random.normal(k, shape, dtype))";
        }
        if (law instanceof Law.Uniform uniform) {
            return "(lambda k, shape, dtype: jax.random.uniform(k, shape, dtype, " + uniform.low() + ", "
                    + uniform.high() + "))";
        }
        if (law instanceof Law.TruncatedNormal cut && cut.parentMean() == 0) {
            return "init.truncated_normal(" + cut.parentStd() + ", lower=" + cut.low() / cut.parentStd() + ", upper="
                    + cut.high() / cut.parentStd() + ")";
        }
        if (law instanceof Law.Orthogonal orthogonal) {
            return "init.orthogonal(" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("JAX cannot draw " + law);
    }
}
