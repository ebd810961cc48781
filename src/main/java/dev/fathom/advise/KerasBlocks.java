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

/** Keras 3; images are (samples, height, width, channels), tokens (samples, tokens, channels). */
final class KerasBlocks implements BlockWords {
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("centre(", """
                def centre(initializer):
                    def kernel(shape, dtype=None):
                        height, width, inputs, units = shape
                        middle = ops.reshape(initializer((inputs, units), dtype), (1, 1, inputs, units))
                        sides = ((height // 2, height // 2), (width // 2, width // 2), (0, 0), (0, 0))
                        return ops.pad(middle, sides)

                    return kernel
                """);
        PARTS.put("Residual(", """
                class Residual(layers.Layer):
                    def __init__(self, *branch, scale, alpha=None):
                        super().__init__()
                        self.branch = keras.Sequential(branch)
                        self.scale = scale
                        self.start = alpha

                    def build(self, shape):
                        self.branch.build(shape)
                        if self.start is not None:
                            self.alpha = self.add_weight(
                                shape=(), initializer=initializers.Constant(self.start))

                    def call(self, z):
                        scale = self.scale if self.start is None else self.scale * self.alpha
                        return z + scale * self.branch(z)
                """);
        PARTS.put("Positions(", """
                class Positions(layers.Layer):
                    def __init__(self, tokens, width, initializer):
                        super().__init__()
                        self.size = (tokens, width)
                        self.initializer = initializer

                    def build(self, shape):
                        self.kernel = self.add_weight(
                                name="kernel", shape=self.size, initializer=self.initializer)

                    def call(self, image):
                        return ops.reshape(image, (-1, *self.size)) + self.kernel
                """);
        PARTS.put("Attention(", """
                class Attention(layers.Layer):
                    def __init__(self, heads, causal, query, key, value):
                        super().__init__()
                        self.heads, self.causal = heads, causal
                        self.parts = [query, key, value]

                    def build(self, shape):
                        for part in self.parts:
                            part.build(shape)

                    def call(self, z):
                        tokens, width = z.shape[1:]
                        query, key, value = (
                            ops.transpose(
                                ops.reshape(part(z), (-1, tokens, self.heads, width // self.heads)), (0, 2, 1, 3))
                            for part in self.parts)
                        scores = query @ ops.transpose(key, (0, 1, 3, 2)) / (width // self.heads) ** 0.5
                        if self.causal:
                            scores = ops.where(ops.tril(ops.ones((tokens, tokens))) > 0, scores, -1e30)
                        mixed = ops.softmax(scores) @ value
                        return ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), (-1, tokens, width))
                """);
        PARTS.put("RMSNorm(", """
                class RMSNorm(layers.Layer):
                    def call(self, z):
                        return z * ops.rsqrt(ops.mean(ops.square(z), axis=-1, keepdims=True) + 1e-5)
                """);
        PARTS.put("Wrap(", """
                class Wrap(layers.Layer):
                    \"""Puts before each border what lies at the other.\"""

                    def __init__(self, reach):
                        super().__init__()
                        self.reach = reach

                    def call(self, image):
                        for axis in (1, 2):
                            size = image.shape[axis]
                            places = [i % size for i in range(-self.reach, size + self.reach)]
                            image = ops.take(image, ops.array(places), axis=axis)
                        return image
                """);
    }

    @Override
    public String program(CodedNetwork model, String blocks) {
        StringBuilder text = new StringBuilder("import keras\nfrom keras import initializers, layers, ops\n\n\n");
        PARTS.forEach((name, part) -> text.append(blocks.contains(name) ? part + "\n\n" : ""));
        String shape = model.image("(%d, %d, %d)");
        return text + "# numbers of " + model.initializer() + " for these sizes alone; images (samples, "
                + shape.substring(1) + "\ndef build():\n    return keras.Sequential([\n        keras.Input(" + shape
                + ")," + blocks.replace("\n", "\n    ") + "])\n";
    }

    @Override
    public String repeated(int times, List<String> blocks) {
        return "*(block for _ in range(" + times + ") for block in ("
                + BlockWords.arguments(List.of(String.join(",\n", blocks) + ",")) + "))";
    }

    @Override
    public String dense(int inputs, int units, Distribution law) {
        return "layers.Dense(" + units + ", kernel_initializer=" + draw(law) + ")";
    }

    @Override
    public String patches(int side, int colours, int units, Distribution law) {
        return "layers.Conv2D(%d, %d, strides=%d, kernel_initializer=%s)".formatted(units, side, side, draw(law));
    }

    @Override
    public String convolve(Kernel kernel, int inputs, int units, Distribution law) {
        boolean circular = kernel.padding() == Padding.CIRCULAR;
        return (circular ? "Wrap(" + kernel.reach() + "),\n" : "")
                + "layers.Conv2D(%d, %d, padding=\"%s\", kernel_initializer=%s)"
                        .formatted(units, kernel.size(), circular ? "valid" : "same", draw(law));
    }

    @Override
    public String attend(Attention attention, int width, List<Distribution> laws) {
        return BlockWords.attention(
                "Attention",
                attention,
                laws.stream().map(law -> dense(width, width, law)).toList());
    }

    @Override
    public String positions(Extent extent, Distribution law) {
        return "Positions(" + extent.positions() + ", " + extent.channels() + ", " + draw(law) + ")";
    }

    @Override
    public String normalize(Normalize norm, int channels, boolean tokens) {
        String parts = norm.affine() ? "" : ", center=False, scale=False";
        if (norm.norm() == Norm.BATCH) {
            return "layers.BatchNormalization(momentum=0.9, epsilon=1e-5" + parts + ")";
        }
        if (norm.norm() == Norm.RMS) {
            return norm.affine() ? "layers.RMSNormalization(epsilon=1e-5)" : "RMSNorm()";
        }
        return "layers.LayerNormalization(epsilon=1e-5" + parts + ")";
    }

    @Override
    public String activate(CodedNetwork model) {
        return KerasCode.activation(model);
    }

    @Override
    public String residual(List<String> branch, float scale, OptionalDouble gate) {
        return BlockWords.residual("Residual", branch, scale, gate);
    }

    @Override
    public String pool(boolean tokens) {
        return tokens ? "layers.GlobalAveragePooling1D()" : "layers.GlobalAveragePooling2D()";
    }

    private static String draw(Distribution law) {
        if (law instanceof Distribution.Centre centre) {
            return "centre(" + draw(centre.law()) + ")";
        }
        return law instanceof Distribution.Identity identity
                ? "initializers.Identity(gain=" + identity.gain() + ")"
                : KerasCode.distribution(law);
    }
}
