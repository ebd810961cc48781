package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import java.util.Optional;

/** PyTorch. */
final class TorchCode {
    private TorchCode() {}

    static String of(CodedNetwork model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().pytorch()).map(code -> "nn.init." + code),
                TorchCode::distribution);
        return """
                import torch
                from torch import nn


                class Net(nn.Module):
                    def __init__(self, SIZES):
                        super().__init__()
                        sizes = [inputs] + [width] * depth + [outputs]
                        self.layers = nn.ModuleList(map(nn.Linear, sizes, sizes[1:]))
                        self.activation = ACTIVATION
                PARTS\
                        for i, layer in enumerate(self.layers):
                            w = layer.weight
                INIT\
                            nn.init.zeros_(layer.bias)

                    def forward(self, x):
                        first, *inner, last = self.layers
                        z = first(x)
                        for i, layer in enumerate(inner):
                            z = NEXT
                        return last(ACTIVATED)
                """.replace("SIZES", model.sizes())
                .replace("ACTIVATION", model.activation().spellings().pytorch())
                .replace("PARTS", parts(model))
                .replace("INIT", model.note(weights, "            #") + init(weights))
                .replace("NEXT", next(model))
                .replace("ACTIVATED", activated(model));
    }

    private static String parts(CodedNetwork model) {
        String norm = model.architecture().norm().isPresent()
                ? "        self.norm = nn.LayerNorm(width, eps=1e-5, elementwise_affine=False)\n"
                : "";
        return model.gate().isEmpty()
                ? norm
                : norm + "        self.alpha = nn.Parameter(torch.full((depth - 1,), "
                        + model.gate().getAsDouble() + "))\n";
    }

    private static String init(Expressions weights) {
        if (weights.everywhereTheSame()) {
            return "            " + weights.inner() + "\n";
        }
        return """
                            if i == 0:
                                FIRST
                            elif i < depth:
                                INNER
                            else:
                                LAST
                """.replace("FIRST", weights.first())
                .replace("INNER", weights.inner())
                .replace("LAST", weights.last());
    }

    private static String activated(CodedNetwork model) {
        return model.architecture().norm().isPresent() ? "self.activation(self.norm(z))" : "self.activation(z)";
    }

    private static String next(CodedNetwork model) {
        String branch = "layer(" + activated(model) + ")";
        if (model.architecture().branchScale().isEmpty()) {
            return branch;
        }
        return "z + " + model.scale() + (model.gate().isPresent() ? "self.alpha[i] * " : "") + branch;
    }

    private static String distribution(Distribution distribution) {
        if (distribution instanceof Distribution.Constant constant) {
            return "nn.init.constant_(w, " + constant.value() + ")";
        }
        if (distribution instanceof Distribution.Normal normal) {
            return "nn.init.normal_(w, " + normal.mean() + ", " + normal.std() + ")";
        }
        if (distribution instanceof Distribution.Uniform uniform) {
            return "nn.init.uniform_(w, " + uniform.low() + ", " + uniform.high() + ")";
        }
        if (distribution instanceof Distribution.TruncatedNormal cut) {
            return "nn.init.trunc_normal_(w, " + cut.parentMean() + ", " + cut.parentStd() + ", " + cut.low() + ", "
                    + cut.high() + ")";
        }
        if (distribution instanceof Distribution.Orthogonal orthogonal) {
            return "nn.init.orthogonal_(w, " + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("PyTorch cannot draw " + distribution);
    }
}
