package dev.fathom.atlas.builtin;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.file.ClaimFile;
import dev.fathom.init.Nearest;
import java.util.List;
import java.util.stream.Stream;

/** All claims, those of practice first. */
public final class Atlas {
    /** Whether the best learning rate depends on the size, and how much it matters. */
    private static final List<String> OF_RATES = List.of(
            "yang-rate-transfers",
            "yang-depth-one-layer",
            "dey-completep-stays",
            "dey-depth-mup-shifts",
            "muon-rate-width",
            "muon-mup-rate-width",
            "kosson-independent-decay",
            "xiong-warmup",
            "warmup-lowers-sensitivity",
            "wortsman-independent-decay");

    private Atlas() {}

    public static List<Claim> claims() {
        return Stream.of(
                        PracticeClaims.ALL,
                        SignalClaims.ALL,
                        NormClaims.ALL,
                        TransformerClaims.ALL,
                        TrainingClaims.ALL,
                        WidthClaims.ALL,
                        OF_RATES.stream().map(ClaimFile::builtIn).toList(),
                        List.of(Audit.CLAIM, FractalBoundary.CLAIM))
                .flatMap(List::stream)
                .toList();
    }

    /** @throws IllegalArgumentException with the nearest names, where there is no such claim */
    public static Claim claim(String name) {
        return claims().stream()
                .filter(claim -> claim.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = claims().stream().map(Claim::name).toList();
                    return new IllegalArgumentException("unknown claim '" + name + "'" + Nearest.hint(name, names));
                });
    }
}
