package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would hold signals and gradients where a network does not: each is probed before it is named. */
public record Remedies(Device device, Diagnosis diagnosis) {
    private static final int OFFERED = 3;
    private static final int BATCH = 64;

    /** Weights that a probe may draw. */
    private static final long WORK = 1 << 22;

    private static final int MOST_REPEATS = 8;

    /**
     * One change, of which a probe finds every layer sound.
     *
     * @param change in words
     */
    public record Remedy(
            String change,
            Initializer initializer,
            Activation activation,
            Architecture architecture,
            Shape shape,
            Drift drift) {
        /** Options of {@code probe} that show it. */
        public String options() {
            List<Integer> widths = shape.widths();
            boolean even = widths.stream().distinct().count() == 1;
            return "--init " + quoted(initializer.spec()) + " --activation " + quoted(activation.spec())
                    + (architecture.equals(Architecture.PLAIN)
                            ? ""
                            : " --architecture " + quoted(architecture.toString()))
                    + (architecture.isDense()
                            ? ""
                            : " --image " + shape.input().height() + "x"
                                    + shape.input().width())
                    + (even ? " --depth " + widths.size() : "")
                    + " --width "
                    + (even
                            ? widths.get(0)
                            : String.join(
                                    ",", widths.stream().map(String::valueOf).toList()));
        }
    }

    /**
     * Another initializer where one holds; else another activation, or residual branches, or fewer layers.
     *
     * @param current what the network has now; empty for a model's own weights
     */
    public List<Remedy> found(Optional<Initializer> current) {
        List<Candidate> ranking = diagnosis.ranking();
        List<Remedy> remedies = new ArrayList<>(diagnosis.candidates().diverse(ranking, OFFERED).stream()
                .map(Candidate::initializer)
                .filter(initializer -> current.map(now -> !now.spec().equals(initializer.spec()))
                        .orElse(true))
                .flatMap(initializer ->
                        probed("", initializer, diagnosis.activation(), diagnosis.architecture(), diagnosis.shape())
                                .stream())
                .toList());
        if (!remedies.isEmpty()) {
            return remedies;
        }
        for (String other : List.of("tanh", "relu")) {
            if (!diagnosis.activation().name().equals(other)) {
                best(Activations.parse(other)).ifPresent(remedies::add);
            }
        }
        if (diagnosis.architecture().branch().isEmpty()
                && diagnosis.shape().widths().stream().distinct().count() == 1) {
            probed(
                            "residual branches",
                            Initializers.parse("rezero"),
                            diagnosis.activation(),
                            diagnosis.architecture().withSkips(),
                            diagnosis.shape())
                    .ifPresent(remedies::add);
        }
        current.or(() -> ranking.stream().findFirst().map(Candidate::initializer))
                .flatMap(this::shallower)
                .ifPresent(remedies::add);
        return remedies;
    }

    private Optional<Remedy> best(Activation other) {
        Candidates candidates = new Candidates(other, diagnosis.architecture(), diagnosis.shape());
        return candidates.diverse(candidates.distinct(candidates.byTheory()), OFFERED).stream()
                .flatMap(candidate -> probed(
                        other.name() + " instead of " + diagnosis.activation().name(),
                        candidate.initializer(),
                        other,
                        diagnosis.architecture(),
                        diagnosis.shape())
                        .stream())
                .findFirst();
    }

    /** As many layers as hold, by bisection. */
    private Optional<Remedy> shallower(Initializer initializer) {
        int holds = 0;
        int fails = diagnosis.shape().depth();
        Optional<Remedy> best = Optional.empty();
        while (fails - holds > 1) {
            int depth = (holds + fails) / 2;
            List<Integer> widths = diagnosis.shape().widths().subList(0, depth);
            Optional<Remedy> tried = probed(
                    depth + (depth == 1 ? " layer" : " layers") + " instead of "
                            + diagnosis.shape().depth(),
                    initializer,
                    diagnosis.activation(),
                    diagnosis.architecture(),
                    new Shape(diagnosis.shape().input(), widths, 0));
            if (tried.isPresent()) {
                best = tried;
                holds = depth;
            } else {
                fails = depth;
            }
        }
        return best;
    }

    private Optional<Remedy> probed(
            String change, Initializer initializer, Activation activation, Architecture architecture, Shape shape) {
        Shape hidden = new Shape(shape.input().withChannels(shape.widths().get(0)), shape.widths(), 0);
        int repeats = (int) Math.max(2, Math.min(MOST_REPEATS, WORK / products(architecture.network(hidden))));
        ProbeRequest request = new ProbeRequest(initializer, activation, architecture, BATCH, 1, 0, 0, repeats);
        ProbeReport report = request.gaussian(device, hidden, 0);
        Diagnosis found = Diagnosis.of(request, hidden, report);
        return found.holds()
                ? Optional.of(new Remedy(change, initializer, activation, architecture, hidden, found.present()))
                : Optional.empty();
    }

    /** Of one sample. */
    private static long products(NetworkSpec network) {
        return network.weights().stream()
                .mapToLong(weight -> (long) weight.positions() * weight.rows() * weight.columns())
                .sum();
    }

    /** As a shell reads it. */
    public static String quoted(String text) {
        return text.matches("[\\w.,:=+-]+") ? text : "'" + text + "'";
    }
}
