package dev.fathom.advise;

import dev.fathom.advise.Model.Expressions;
import dev.fathom.init.Law;
import java.util.Optional;

/** PyTorch. */
final class TorchCode {
    private TorchCode() {}

    static String of(Model model) {
        Expressions weights = model.expressions(
                Optional.ofNullable(model.initializer().spellings().pytorch()).map(code -> "nn.init." + code),
                TorchCode::law);
        boolean normalized = model.architecture().normalized();
        StringBuilder code = new StringBuilder("import torch\nfrom torch import nn\n\nclass Net(nn.Module):\n")
                .append("    def __init__(self, inputs=%d, width=%d, depth=%d, outputs=%d):%n"
                        .formatted(model.inputs(), model.width(), model.depth(), model.outputs()))
                .append("        super().__init__()\n")
                .append("        sizes = [inputs] + [width] * depth\n")
                .append("        self.hidden = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes, sizes[1:]))\n")
                .append("        self.out = nn.Linear(width, outputs)\n")
                .append("        self.activation = "
                        + model.activation().spellings().pytorch() + "\n");
        if (normalized) {
            code.append("        self.norm = nn.LayerNorm(width, eps=1e-5, elementwise_affine=False)\n");
        }
        model.gate()
                .ifPresent(start -> code.append("        self.alpha = nn.ParameterList("
                        + "nn.Parameter(torch.full((), " + start + ")) for _ in range(depth - 1))\n"));
        code.append("        for layer in [*self.hidden, self.out]:\n")
                .append("            w = layer.weight\n")
                .append("            if layer is self.hidden[0]:\n")
                .append("                " + weights.first() + "\n")
                .append("            elif layer is self.out:\n")
                .append("                " + weights.last() + "\n")
                .append("            else:\n")
                .append("                " + weights.inner() + "\n")
                .append("            nn.init.zeros_(layer.bias)\n\n")
                .append("    def forward(self, x):\n")
                .append("        z = self.hidden[0](x)\n")
                .append("        for i, layer in enumerate(self.hidden[1:]):\n")
                .append("            branch = layer(" + activated(normalized) + ")\n")
                .append("            z = " + next(model) + "\n")
                .append("        return self.out(" + activated(normalized) + ")\n");
        return code.toString();
    }

    private static String activated(boolean normalized) {
        return normalized ? "self.activation(self.norm(z))" : "self.activation(z)";
    }

    private static String next(Model model) {
        if (!model.architecture().residual()) {
            return "branch";
        }
        return "z + " + model.scale() + (model.gate().isPresent() ? "self.alpha[i] * " : "") + "branch";
    }

    private static String law(Law law) {
        if (law instanceof Law.Constant constant) {
            return "nn.init.constant_(w, " + constant.value() + ")";
        }
        if (law instanceof Law.Normal normal) {
            return "nn.init.normal_(w, " + normal.mean() + ", " + normal.std() + ")";
        }
        if (law instanceof Law.Uniform uniform) {
            return "nn.init.uniform_(w, " + uniform.low() + ", " + uniform.high() + ")";
        }
        if (law instanceof Law.TruncatedNormal cut) {
            return "nn.init.trunc_normal_(w, " + cut.parentMean() + ", " + cut.parentStd() + ", " + cut.low() + ", "
                    + cut.high() + ")";
        }
        if (law instanceof Law.Orthogonal orthogonal) {
            return "nn.init.orthogonal_(w, " + orthogonal.gain() + ")";
        }
        throw new IllegalArgumentException("PyTorch cannot draw " + law);
    }
}
