package dev.fathom.advise;

import dev.fathom.init.Distribution;
import dev.fathom.net.Attention;
import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import dev.fathom.net.Kernel.Padding;
import dev.fathom.net.Normalize;
import dev.fathom.net.Normalize.Norm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * JAX without a neural network library: a block is a pair of functions, one that draws its parameters and one that applies
 * it. Images are (samples, height, width, channels), tokens (samples, tokens, channels).
 */
final class JaxBlocks implements BlockWords {
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    private static final String SERIAL = """
            def serial(*blocks):
                def params(key):
                    keys = jax.random.split(key, len(blocks))
                    return [draw(k) for (draw, _), k in zip(blocks, keys)]

                def apply(params, z, train):
                    after = []
                    for (_, block), p in zip(blocks, params):
                        z, p = block(p, z, train)
                        after.append(p)
                    return z, after

                return params, apply


            def function(f):
                return lambda key: {}, lambda p, z, train: (f(z), p)
            """;

    static {
        PARTS.put("centre(", """
                def centre(law):
                    def kernel(key, shape, dtype):
                        size, _, inputs, units = shape
                        w = jnp.zeros(shape, dtype)
                        return w.at[size // 2, size // 2].set(law(key, (inputs, units), dtype))

                    return kernel
                """);
        PARTS.put("dense(", """
                def dense(inputs, units, law):
                    def params(key):
                        return {"w": law(key, (inputs, units), jnp.float32), "b": jnp.zeros(units)}

                    return params, lambda p, z, train: (z @ p["w"] + p["b"], p)
                """);
        PARTS.put("conv(", """
                def conv(size, inputs, units, law, stride=1, padding="constant"):
                    reach = size // 2 if stride == 1 else 0

                    def params(key):
                        return {"w": law(key, (size, size, inputs, units), jnp.float32), "b": jnp.zeros(units)}

                    def apply(p, z, train):
                        z = jnp.pad(z, ((0, 0), (reach, reach), (reach, reach), (0, 0)), mode=padding)
                        z = jax.lax.conv_general_dilated(
                            z, p["w"], (stride, stride), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
                        return z + p["b"], p

                    return params, apply
                """);
        PARTS.put("residual(", """
                def residual(*branch, scale, alpha=None):
                    draw, inner = serial(*branch)

                    def params(key):
                        p = {"branch": draw(key)}
                        return p if alpha is None else {**p, "alpha": jnp.array(alpha)}

                    def apply(p, z, train):
                        out, after = inner(p["branch"], z, train)
                        return z + scale * p.get("alpha", 1.0) * out, {**p, "branch": after}

                    return params, apply
                """);
        PARTS.put("positions(", """
                def positions(tokens, width, law):
                    def params(key):
                        return {"w": law(key, (tokens, width), jnp.float32)}

                    return params, lambda p, z, train: (z.reshape(-1, tokens, width) + p["w"], p)
                """);
        PARTS.put("attention(", """
                def attention(heads, causal, *parts):
                    def params(key):
                        return [draw(k) for (draw, _), k in zip(parts, jax.random.split(key, 3))]

                    def apply(params, z, train):
                        n, tokens, width = z.shape
                        query, key, value = (
                            apply(p, z, train)[0].reshape(n, tokens, heads, -1).transpose(0, 2, 1, 3)
                            for (_, apply), p in zip(parts, params))
                        scores = query @ key.transpose(0, 1, 3, 2) / (width // heads) ** 0.5
                        if causal:
                            scores = jnp.where(jnp.tril(jnp.ones((tokens, tokens), bool)), scores, -jnp.inf)
                        mixed = jax.nn.softmax(scores) @ value
                        return mixed.transpose(0, 2, 1, 3).reshape(n, tokens, width), params

                    return params, apply
                """);
        PARTS.put("layer_norm(", """
                def layer_norm(width, affine):
                    def apply(p, z, train):
                        z = z - z.mean(-1, keepdims=True)
                        z = z / jnp.sqrt(z.var(-1, keepdims=True) + 1e-5)
                        return (z * p["gain"] + p["shift"] if affine else z), p

                    return lambda key: {"gain": jnp.ones(width), "shift": jnp.zeros(width)} if affine else {}, apply
                """);
        PARTS.put("rms_norm(", """
                def rms_norm(width, affine):
                    def apply(p, z, train):
                        z = z / jnp.sqrt((z * z).mean(-1, keepdims=True) + 1e-5)
                        return (z * p["gain"] if affine else z), p

                    return lambda key: {"gain": jnp.ones(width)} if affine else {}, apply
                """);
        PARTS.put("batch_norm(", """
                def batch_norm(width, affine):
                    def params(key):
                        p = {"mean": jnp.zeros(width), "variance": jnp.ones(width)}
                        return {**p, "gain": jnp.ones(width), "shift": jnp.zeros(width)} if affine else p

                    def apply(p, z, train):
                        places = tuple(range(z.ndim - 1))
                        mean, variance = (z.mean(places), z.var(places)) if train else (p["mean"], p["variance"])
                        if train:
                            rows = z.size // width
                            p = {
                                **p,
                                "mean": 0.9 * p["mean"] + 0.1 * mean,
                                "variance": 0.9 * p["variance"] + 0.1 * rows / (rows - 1) * variance}
                        z = (z - mean) / jnp.sqrt(variance + 1e-5)
                        return (z * p["gain"] + p["shift"] if affine else z), p

                    return params, apply
                """);
    }

    @Override
    public String program(CodedNetwork model, String blocks) {
        StringBuilder text =
                new StringBuilder("""
                import jax
                import jax.numpy as jnp
                from jax.nn import initializers as init

                activation = %s


                """.formatted(model.activation().spellings().jax()));
        text.append(SERIAL).append("\n\n");
        PARTS.forEach((name, part) -> text.append(blocks.contains(name) ? part + "\n\n" : ""));
        return text + "# numbers of " + model.initializer() + " for these sizes alone; images "
                + model.image("(samples, %d, %d, %d)")
                + "\n# apply(params(key), images, train) gives the outputs, and the parameters with what norms have seen"
                + "\nparams, apply = serial(" + blocks + ")\n";
    }

    @Override
    public String repeated(int times, List<String> blocks) {
        return "*(block for _ in range(" + times + ") for block in ("
                + BlockWords.arguments(List.of(String.join(",\n", blocks) + ",")) + "))";
    }

    @Override
    public String dense(int inputs, int units, Distribution law) {
        return "dense(" + inputs + ", " + units + ", " + draw(law) + ")";
    }

    @Override
    public String patches(int side, int colours, int units, Distribution law) {
        return "conv(%d, %d, %d, %s, stride=%d)".formatted(side, colours, units, draw(law), side);
    }

    @Override
    public String convolve(Kernel kernel, int inputs, int units, Distribution law) {
        return "conv(%d, %d, %d, %s%s)"
                .formatted(
                        kernel.size(),
                        inputs,
                        units,
                        draw(law),
                        kernel.padding() == Padding.CIRCULAR ? ", padding=\"wrap\"" : "");
    }

    @Override
    public String attend(Attention attention, int width, List<Distribution> laws) {
        return BlockWords.attention(
                "attention",
                attention,
                laws.stream().map(law -> dense(width, width, law)).toList());
    }

    @Override
    public String positions(Extent extent, Distribution law) {
        return "positions(" + extent.positions() + ", " + extent.channels() + ", " + draw(law) + ")";
    }

    @Override
    public String normalize(Normalize norm, int channels, boolean tokens) {
        String name = norm.norm() == Norm.BATCH ? "batch_norm" : norm.norm() == Norm.RMS ? "rms_norm" : "layer_norm";
        return name + "(" + channels + ", " + BlockWords.python(norm.affine()) + ")";
    }

    @Override
    public String activate(CodedNetwork model) {
        return "function(activation)";
    }

    @Override
    public String residual(List<String> branch, float scale, OptionalDouble gate) {
        return BlockWords.residual("residual", branch, scale, gate);
    }

    @Override
    public String pool(boolean tokens) {
        return tokens ? "function(lambda z: z.mean(1))" : "function(lambda z: z.mean((1, 2)))";
    }

    private static String draw(Distribution law) {
        if (law instanceof Distribution.Centre centre) {
            return "centre(" + draw(centre.law()) + ")";
        }
        return law instanceof Distribution.Identity identity
                ? "(lambda k, shape, dtype: " + identity.gain() + " * jnp.eye(*shape, dtype=dtype))"
                : JaxCode.distribution(law);
    }
}
