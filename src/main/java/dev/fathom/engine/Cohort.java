package dev.fathom.engine;

import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Scheme;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Branch;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Parametrization;
import java.util.List;

/** Trials of one shape that run together: every tensor has the trial as its leading dimension. */
public record Cohort(Shape shape, Architecture architecture, int batch, List<TrialSetup> trials) {
    public Cohort {
        trials = List.copyOf(trials);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("a cohort needs at least one trial");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("the batch must be at least 1, got " + batch);
        }
        Scheme learning = trials.get(0).initializer().scheme().learning();
        for (TrialSetup trial : trials) {
            if (!trial.parametrization().equals(trials.get(0).parametrization())) {
                throw new IllegalArgumentException("trials of one cohort have one parametrization");
            }
            if (architecture.attends() && trial.parametrization().kind() != Parametrization.Kind.STANDARD) {
                throw new IllegalArgumentException("parametrizations other than standard have no rule for attention: "
                        + trial.parametrization().spec() + " does not fit " + architecture);
            }
            requireFit(trial.initializer(), architecture);
            if (!trial.initializer().scheme().learning().equals(learning)) {
                throw new IllegalArgumentException("trials of " + trial.initializer() + " and "
                        + trials.get(0).initializer() + " learn in different ways and cannot run together");
            }
        }
    }

    /** @throws IllegalArgumentException where the initializer is not made for the architecture */
    public static void requireFit(Initializer initializer, Architecture architecture) {
        Scheme scheme = initializer.scheme();
        TransformerFit.require(initializer, architecture);
        if (scheme instanceof Scheme.UnitVariance && architecture.branch().isPresent()) {
            throw new IllegalArgumentException("lsuv is defined for plain networks, not for residual ones");
        }
        if (!architecture.isDense() && isForMatricesAlone(initializer)) {
            throw new IllegalArgumentException(
                    initializer.name() + " is defined for matrices, not for kernels: use dirac or delta_orthogonal");
        }
        boolean cancelled = architecture
                .branch()
                .filter(branch -> branch.place() == Branch.Place.PERI)
                .isPresent();
        if (scheme.gate().isPresent() && cancelled) {
            throw new IllegalArgumentException(initializer.name()
                    + " scales the last layer of a branch, which norm=peri normalizes away: use norm=pre or post");
        }
        if (scheme.gate().isPresent() && architecture.branch().isEmpty()) {
            throw new IllegalArgumentException(initializer.name()
                    + " is defined for residual networks: choose the architecture residual, or another initializer");
        }
    }

    /** Whether its law counts rows and columns, which a kernel's matrix has others of than connections. */
    private static boolean isForMatricesAlone(Initializer initializer) {
        Distribution law = initializer.distribution(9, 9, 2, 2);
        return law instanceof Distribution.Identity
                || law instanceof Distribution.Hadamard
                || law instanceof Distribution.Sparse sparse && !sparse.perUnit();
    }

    /** What all of them are built of. */
    public NetworkSpec network() {
        return architecture.network(shape);
    }

    /** How the cohort's networks learn. */
    public Scheme scheme() {
        return trials.get(0).initializer().scheme().learning();
    }

    /** See {@link dev.fathom.optimizer.Descent#plain}. */
    public boolean plain() {
        return trials.stream().allMatch(trial -> trial.descent().plain());
    }

    /** Whether weights of some trial decay: then they move without any gradient. */
    public boolean decays(Optimizer optimizer) {
        return optimizer.weightDecay() != 0
                || trials.stream().anyMatch(trial -> trial.descent().weightDecay() != 0);
    }

    public int size() {
        return trials.size();
    }
}
