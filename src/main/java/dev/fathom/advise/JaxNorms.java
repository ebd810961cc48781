package dev.fathom.advise;

import dev.fathom.net.Normalize.Norm;

/** Normalizations in JAX: functions of the signal, and of what each of them holds where it holds anything. */
final class JaxNorms {
    private JaxNorms() {}

    /** The definitions. */
    static String functions(CodedNetwork model) {
        String end =
                model.affine() ? model.has(Norm.RMS) ? " * own[\"gain\"]" : " * own[\"gain\"] + own[\"shift\"]" : "";
        return (model.ownNorms() ? held(model) : "")
                + (model.has(Norm.BATCH) ? BATCH : model.has(Norm.RMS) ? RMS : LAYER)
                        .replace("OWN", model.ownNorms() ? ", own" : "")
                        .replace("END", end);
    }

    private static String held(CodedNetwork model) {
        String running = "\"mean\": jnp.zeros(width), \"variance\": jnp.ones(width)";
        String learned = "\"gain\": jnp.ones(width)" + (model.has(Norm.RMS) ? "" : ", \"shift\": jnp.zeros(width)");
        String both = (model.affine() ? learned : "")
                + (model.affine() && model.has(Norm.BATCH) ? ", " : "")
                + (model.has(Norm.BATCH) ? running : "");
        return """
                def norms(SIZES):
                    return [{HELD} for _ in range(COUNT)]


                """.replace("SIZES", model.sizes()).replace("HELD", both).replace("COUNT", model.norms());
    }

    private static final String LAYER = """
            def norm(zOWN):
                z = z - z.mean(-1, keepdims=True)
                return z / jnp.sqrt(z.var(-1, keepdims=True) + 1e-5)END


            """;

    private static final String RMS = """
            def norm(zOWN):
                return z / jnp.sqrt((z * z).mean(-1, keepdims=True) + 1e-5)END


            """;

    private static final String BATCH = """
            def norm(zOWN, train, seen):
                mean, variance = (z.mean(0), z.var(0)) if train else (own["mean"], own["variance"])
                rows = len(z)
                seen.append({
                    **own,
                    "mean": 0.9 * own["mean"] + 0.1 * mean,
                    "variance": 0.9 * own["variance"] + 0.1 * rows / (rows - 1) * variance})
                return (z - mean) / jnp.sqrt(variance + 1e-5)END


            """;

    /** What apply() takes between the weights and the samples. */
    static String arguments(CodedNetwork model) {
        return model.ownNorms() ? model.has(Norm.BATCH) ? "norms, train, " : "norms, " : "";
    }

    /** Its first lines. */
    static String start(CodedNetwork model) {
        String own = model.ownNorms() ? "    own = iter(norms)\n" : "";
        return own + (model.has(Norm.BATCH) ? "    seen = []  # the norms of the next step\n" : "");
    }

    /** What norm() takes behind the signal. */
    static String operands(CodedNetwork model) {
        return model.ownNorms() ? model.has(Norm.BATCH) ? ", next(own), train, seen" : ", next(own)" : "";
    }
}
