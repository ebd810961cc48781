package dev.fathom.advise;

import dev.fathom.advise.CodedNetwork.Expressions;
import dev.fathom.init.Distribution;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Branch;
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
                        sizes = [inputs] + [width] * HIDDEN + [outputs]
                        self.layers = nn.ModuleList(map(nn.Linear, sizes, sizes[1:]))
                        self.activation = ACTIVATION
                PARTS\
                        INIT_LOOP
                INIT\
                            nn.init.zeros_(layer.bias)

                    def forward(self, x):
                        first, *inner, last = self.layers
                NORMS\
                        z = first(x)
                BODY\
                        return last(ACTIVATED)
                """.replace("SIZES", model.sizes())
                .replace("ACTIVATION", model.activation().spellings().pytorch())
                .replace("PARTS", parts(model))
                .replace("NORMS", model.ownNorms() ? "        norms = iter(self.norms)\n" : "")
                .replace(
                        "INIT_LOOP",
                        weights.everywhereTheSame()
                                ? "for layer in self.layers:"
                                : "for i, layer in enumerate(self.layers):")
                .replace("INIT", model.note(weights, "            #") + init(weights, model.branchLayers()))
                .replace("BODY", body(model))
                .replace("HIDDEN", model.hidden())
                .replace(
                        "ACTIVATED",
                        model.composed() ? activated("z", model.normalizesEnd(), model) : activated(model));
    }

    private static String parts(CodedNetwork model) {
        String norm = model.architecture().norm().isEmpty()
                ? ""
                : model.ownNorms()
                        ? "        self.norms = nn.ModuleList(" + layer(model) + " for _ in range(" + model.norms()
                                + "))\n"
                        : "        self.norm = " + layer(model) + "\n";
        return model.gate().isEmpty()
                ? norm
                : norm + "        self.alpha = nn.Parameter(torch.full((" + model.blocks() + ",), "
                        + model.gate().getAsDouble() + "))\n";
    }

    private static String layer(CodedNetwork model) {
        String affine = model.affine() ? "" : model.has(Norm.BATCH) ? ", affine=False" : ", elementwise_affine=False";
        return model.has(Norm.BATCH)
                ? "nn.BatchNorm1d(width, eps=1e-5, momentum=0.1" + affine + ")"
                : "nn." + (model.has(Norm.RMS) ? "RMSNorm" : "LayerNorm") + "(width, eps=1e-5" + affine + ")";
    }

    private static String norm(CodedNetwork model, String z) {
        return (model.ownNorms() ? "next(norms)(" : "self.norm(") + z + ")";
    }

    private static String init(Expressions weights, int layers) {
        if (weights.everywhereTheSame()) {
            return "            " + weights.inner() + "\n";
        }
        if (weights.last().equals(weights.inner()) && weights.end().equals(weights.inner())) {
            return """
                                if i == 0:
                                    FIRST
                                else:
                                    INNER
                    """.replace("FIRST", weights.first()).replace("INNER", weights.inner());
        }
        return """
                            if i == 0:
                                FIRST
                ENDS\
                            elif i < len(self.layers) - 1:
                                INNER
                            else:
                                LAST
                """.replace("FIRST", weights.first())
                .replace("ENDS", ends(weights, layers))
                .replace("INNER", weights.inner())
                .replace("LAST", weights.last());
    }

    private static String ends(Expressions weights, int layers) {
        return weights.end().equals(weights.inner())
                ? ""
                : "            elif i %% %d == 0 and i < len(self.layers) - 1:\n                %s\n"
                        .formatted(layers, weights.end());
    }

    private static String body(CodedNetwork model) {
        if (!model.composed()) {
            return """
                            LOOP
                                z = NEXT
                    """.replace(
                            "LOOP",
                            model.gate().isPresent() ? "for i, layer in enumerate(inner):" : "for layer in inner:")
                    .replace("NEXT", next(model));
        }
        String alpha = "self.alpha[i // " + model.branchLayers() + "] * ";
        String sum = "z + " + model.scale() + (model.gate().isPresent() ? alpha : "")
                + (model.normalizes(Branch.Place.PERI) ? norm(model, "branch") : "branch");
        return """
                        for i in range(0, len(inner), LAYERS):
                            branch = NORMED
                            for layer in inner[i : i + LAYERS]:
                                branch = layer(BRANCH)
                            z = SUM
                """.replace("LAYERS", String.valueOf(model.branchLayers()))
                .replace("NORMED", model.normalizes(Branch.Place.PERI) ? norm(model, "z") : "z")
                .replace("BRANCH", activated("branch", model.normalizes(Branch.Place.PRE), model))
                .replace("SUM", model.normalizes(Branch.Place.POST) ? norm(model, sum) : sum);
    }

    private static String activated(String z, boolean normalized, CodedNetwork model) {
        return normalized && model.architecture().norm().isPresent()
                ? "self.activation(" + norm(model, z) + ")"
                : "self.activation(" + z + ")";
    }

    private static String activated(CodedNetwork model) {
        return activated("z", true, model);
    }

    private static String next(CodedNetwork model) {
        String branch = "layer(" + activated(model) + ")";
        if (model.architecture().branch().isEmpty()) {
            return branch;
        }
        return "z + " + model.scale() + (model.gate().isPresent() ? "self.alpha[i] * " : "") + branch;
    }

    static String distribution(Distribution distribution) {
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
