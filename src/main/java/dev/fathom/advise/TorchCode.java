package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import java.util.Optional;

/** PyTorch. */
final class TorchCode {
    private TorchCode() {}

    static String of(CodedNetwork model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().pytorch())
                        .map(code -> "nn.init." + code.replaceFirst("\\(w\\b", "(layer.weight")),
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
                        INIT_LOOP
                INIT\
                            nn.init.zeros_(layer.bias)

                    def forward(self, x):
                        first, *inner, last = self.layers
                        z = first(x)
                        LOOP
                            z = NEXT
                        return last(ACTIVATED)
                """.replace("SIZES", model.sizes())
                .replace("ACTIVATION", model.activation().spellings().pytorch())
                .replace("PARTS", parts(model))
                .replace(
                        "INIT_LOOP",
                        weights.everywhereTheSame()
                                ? "for layer in self.layers:"
                                : "for i, layer in enumerate(self.layers):")
                .replace("LOOP", model.gate().isPresent() ? "for i, layer in enumerate(inner):" : "for layer in inner:")
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
            return "nn.init.constant_(layer.weight, " + constant.value() + ")";
        }
        if (distribution instanceof Distribution.Normal normal) {
            return "nn.init.normal_(layer.weight, mean=" + normal.mean() + ", std=" + normal.std() + ")";
        }
        if (distribution instanceof Distribution.Uniform uniform) {
            return "nn.init.uniform_(layer.weight, a=" + uniform.low() + ", b=" + uniform.high() + ")";
        }
        if (distribution instanceof Distribution.TruncatedNormal cut) {
            return "nn.init.trunc_normal_(layer.weight, mean=" + cut.parentMean() + ", std=" + cut.parentStd() + ", a="
                    + cut.low() + ", b=" + cut.high() + ")";
        }
        if (distribution instanceof Distribution.Orthogonal orthogonal) {
            return "nn.init.orthogonal_(layer.weight, gain=" + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("PyTorch cannot draw " + distribution);
    }
}
