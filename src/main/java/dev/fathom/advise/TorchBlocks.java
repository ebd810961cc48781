package dev.fathom.advise;

import dev.fathom.init.Distribution;
import dev.fathom.net.Attention;
import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import dev.fathom.net.Normalize;
import dev.fathom.net.Normalize.Norm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** PyTorch; images are (samples, channels, height, width), tokens (samples, tokens, channels). */
final class TorchBlocks implements BlockWords {
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("centre(", """
                def centre(draw):
                    def kernel(w):
                        nn.init.zeros_(w)
                        draw(w[:, :, w.shape[2] // 2, w.shape[3] // 2])

                    return kernel
                """);
        PARTS.put("drawn(", """
                def drawn(layer, draw):
                    draw(layer.weight)
                    nn.init.zeros_(layer.bias)
                    return layer
                """);
        PARTS.put("Residual(", """
                class Residual(nn.Module):
                    def __init__(self, *branch, scale, alpha=None):
                        super().__init__()
                        self.branch = nn.Sequential(*branch)
                        self.scale = scale
                        self.alpha = None if alpha is None else nn.Parameter(torch.tensor(alpha))

                    def forward(self, z):
                        scale = self.scale if self.alpha is None else self.scale * self.alpha
                        return z + scale * self.branch(z)
                """);
        PARTS.put("Positions(", """
                class Positions(nn.Module):
                    def __init__(self, tokens, width, draw):
                        super().__init__()
                        self.weight = nn.Parameter(torch.empty(tokens, width))
                        draw(self.weight)

                    def forward(self, image):
                        return image.flatten(2).transpose(1, 2) + self.weight
                """);
        PARTS.put("Attention(", """
                class Attention(nn.Module):
                    def __init__(self, heads, causal, query, key, value):
                        super().__init__()
                        self.heads, self.causal = heads, causal
                        self.query, self.key, self.value = query, key, value

                    def forward(self, z):
                        n, tokens, width = z.shape
                        query, key, value = (
                            part(z).view(n, tokens, self.heads, -1).transpose(1, 2)
                            for part in (self.query, self.key, self.value))
                        scores = query @ key.transpose(2, 3) / (width // self.heads) ** 0.5
                        if self.causal:
                            later = torch.ones(tokens, tokens, dtype=torch.bool, device=z.device).triu(1)
                            scores = scores.masked_fill(later, -torch.inf)
                        return (scores.softmax(-1) @ value).transpose(1, 2).reshape(n, tokens, width)
                """);
        PARTS.put("RMSNorm(", """
                class RMSNorm(nn.Module):
                    def __init__(self, width, affine):
                        super().__init__()
                        self.weight = nn.Parameter(torch.ones(width)) if affine else None

                    def forward(self, z):
                        z = z * torch.rsqrt(z.square().mean(-1, keepdim=True) + 1e-5)
                        return z if self.weight is None else z * self.weight
                """);
        PARTS.put("Moved(", """
                class Moved(nn.Module):
                    \"""Around a module that wants the channels elsewhere.\"""

                    def __init__(self, module):
                        super().__init__()
                        self.module = module

                    def forward(self, z):
                        if isinstance(self.module, nn.BatchNorm1d):
                            return self.module(z.transpose(1, 2)).transpose(1, 2)
                        return self.module(z.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
                """);
        PARTS.put("Function(", """
                class Function(nn.Module):
                    def __init__(self, function):
                        super().__init__()
                        self.function = function

                    def forward(self, z):
                        return self.function(z)
                """);
        PARTS.put("Mean(", """
                class Mean(nn.Module):
                    def __init__(self, *positions):
                        super().__init__()
                        self.positions = positions

                    def forward(self, z):
                        return z.mean(self.positions)
                """);
    }

    @Override
    public String program(CodedNetwork model, String blocks) {
        StringBuilder text = new StringBuilder("import torch\nfrom torch import nn\n\n\n");
        PARTS.forEach((name, part) -> text.append(blocks.contains(name) ? part + "\n\n" : ""));
        return text + "# numbers of " + model.initializer() + " for these sizes alone; images "
                + model.image("(samples, %3$d, %1$d, %2$d)") + "\ndef build():\n    return nn.Sequential("
                + blocks.replace("\n", "\n    ") + ")\n";
    }

    @Override
    public String repeated(int times, List<String> blocks) {
        return "*(block for _ in range(" + times + ") for block in ("
                + BlockWords.arguments(List.of(String.join(",\n", blocks) + ",")) + "))";
    }

    @Override
    public String dense(int inputs, int units, Distribution law) {
        return drawn("nn.Linear(" + inputs + ", " + units + ")", law);
    }

    @Override
    public String patches(int side, int colours, int units, Distribution law) {
        return drawn("nn.Conv2d(%d, %d, %d, stride=%d)".formatted(colours, units, side, side), law);
    }

    @Override
    public String convolve(Kernel kernel, int inputs, int units, Distribution law) {
        return drawn(
                "nn.Conv2d(%d, %d, %d, padding=%d, padding_mode=\"%s\")"
                        .formatted(inputs, units, kernel.size(), kernel.reach(), kernel.padding()),
                law);
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
        String affine = BlockWords.python(norm.affine());
        if (norm.norm() == Norm.BATCH) {
            String batch = "(" + channels + ", eps=1e-5, momentum=0.1, affine=" + affine + ")";
            return tokens ? "Moved(nn.BatchNorm1d" + batch + ")" : "nn.BatchNorm2d" + batch;
        }
        String layer = norm.norm() == Norm.RMS
                ? "RMSNorm(" + channels + ", " + affine + ")"
                : "nn.LayerNorm(" + channels + ", eps=1e-5, elementwise_affine=" + affine + ")";
        return tokens ? layer : "Moved(" + layer + ")";
    }

    @Override
    public String activate(CodedNetwork model) {
        String name = model.activation().spellings().pytorch();
        return name.matches("nn\\.\\w+\\(.*") ? name : "Function(" + name + ")";
    }

    @Override
    public String residual(List<String> branch, float scale, OptionalDouble gate) {
        return BlockWords.residual("Residual", branch, scale, gate);
    }

    @Override
    public String pool(boolean tokens) {
        return tokens ? "Mean(1)" : "Mean(2, 3)";
    }

    private static String drawn(String layer, Distribution law) {
        return "drawn(" + layer + ", " + draw(law) + ")";
    }

    private static String draw(Distribution law) {
        if (law instanceof Distribution.Centre centre) {
            return "centre(" + draw(centre.law()) + ")";
        }
        return law instanceof Distribution.Identity identity
                ? "lambda w: w.data.copy_(" + identity.gain() + " * torch.eye(*w.shape))"
                : "lambda w: " + TorchCode.distribution(law).replace("layer.weight", "w");
    }
}
