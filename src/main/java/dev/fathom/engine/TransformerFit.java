package dev.fathom.engine;

import dev.fathom.init.Initializer;
import dev.fathom.init.Scheme;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Branch;
import dev.fathom.net.architecture.Transformer;
import java.util.Optional;

/** Which initializers are made for which transformers. */
final class TransformerFit {
    private TransformerFit() {}

    /** @throws IllegalArgumentException where the initializer has no rule for attention, or is made for other transformers */
    static void require(Initializer initializer, Architecture architecture) {
        refusal(initializer, architecture).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
    }

    private static Optional<String> refusal(Initializer initializer, Architecture architecture) {
        Scheme scheme = initializer.scheme();
        boolean own = scheme instanceof Scheme.TFixup || scheme instanceof Scheme.DeepNorm;
        if (!(architecture.body() instanceof Transformer transformer)) {
            return own
                    ? Optional.of(initializer.name() + " is for transformers, not for " + architecture)
                    : Optional.empty();
        }
        if (scheme instanceof Scheme.UnitVariance) {
            return Optional.of("lsuv has no rule for queries and keys: choose another initializer");
        }
        if (scheme instanceof Scheme.Fixup) {
            return Optional.of(
                    "fixup is for branches of dense or convolutional layers, not for attention: choose t_fixup or rezero");
        }
        if (scheme instanceof Scheme.MaximalUpdate) {
            return Optional.of("mup scales attention by the width, which transformers here do not: choose another");
        }
        if (scheme instanceof Scheme.TFixup && architecture.norm().isPresent()) {
            return Optional.of("t_fixup stands in for normalization: leave +"
                    + architecture.norm().get() + " out");
        }
        if (scheme instanceof Scheme.DeepNorm && !isDeepNorm(transformer)) {
            return Optional.of("deepnorm is for branches of (2 depth)^-0.25 with the norm behind the sum:"
                    + " write transformer(0.8409*depth^-0.25, norm=post)+layernorm");
        }
        return Optional.empty();
    }

    private static boolean isDeepNorm(Transformer transformer) {
        return transformer.place() == Branch.Place.POST && isNear(transformer, 1) && isNear(transformer, 16);
    }

    private static boolean isNear(Transformer transformer, int blocks) {
        double wanted = Scheme.DeepNorm.branch(blocks);
        return Math.abs(transformer.scale().at(blocks) - wanted) < 1e-3 * wanted;
    }
}
