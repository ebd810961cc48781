package dev.fathom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains the same cohorts by Fathom and its peers in interleaved rounds: first compares the losses, then the clocks. */
@Command(name = "compare", mixinStandardHelpOptions = true)
public final class Compare implements Runnable {
    private static final int COMPARED_STEPS = 3;
    private static final int WARM_UP = 1;

    /** float32 rounding grows over 100 layers and 3 steps; another initial weight or sample would differ by 1e-1. */
    private static final double TOLERANCE = 2e-3;

    @Option(names = "--quick", description = "only tanh, 30 layers, widths 64 and 256, 8 trials")
    private boolean quick;

    @Option(names = "--case", description = "'ACTIVATION DEPTH WIDTH TRIALS', again and again")
    private List<String> cases = List.of();

    @Option(names = "--trials", description = "trials of a cohort (default ${DEFAULT-VALUE})")
    private int trials = 16;

    @Option(
            names = "--rounds",
            description = "rounds that count, half of them for the largest networks (default ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--without", description = "settings left out, by the start of their names")
    private List<String> without = List.of();

    @Option(names = "--jax", description = "a Python that has JAX; without it, JAX is left out")
    private Path jax;

    @Option(names = "--torch", description = "a Python that has PyTorch; without it, its vmap is left out")
    private Path torch;

    @Option(names = "--keep-environment", description = "obey OPENBLAS_CORETYPE and its like")
    private boolean keepEnvironment;

    @Option(names = "--json", description = "file for the figures")
    private Path json;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public void run() {
        List<Outcome> outcomes = new ArrayList<>();
        List<Team> teams = new ArrayList<>();
        try {
            for (Setting setting : settings()) {
                teams.add(new Team(setting, keepEnvironment));
            }
            Map<String, String> machine = Machine.describe(teams);
            machine.forEach((name, value) -> System.out.println(name + ": " + value));
            for (Case what : cases()) {
                Outcome outcome = measure(what, teams);
                if (outcomes.isEmpty()) {
                    System.out.println(Table.header(outcome));
                }
                outcomes.add(outcome);
                System.out.println(Table.row(outcome));
                if (json != null) { // after each, so that a worker that dies takes no other's figures along
                    Files.writeString(json, Table.json(machine, outcomes));
                }
            }
            System.out.println();
            outcomes.forEach(outcome -> System.out.println(Table.rates(outcome)));
        } catch (IOException e) {
            throw new CommandLine.ExecutionException(new CommandLine(this), e.getMessage(), e);
        } finally {
            teams.forEach(Compare::close);
        }
    }

    private List<Setting> settings() {
        List<Setting> all = Setting.all(jax, torch);
        all.removeIf(setting -> without.stream().anyMatch(setting.name()::startsWith));
        return all;
    }

    private List<Case> cases() {
        if (!cases.isEmpty()) {
            return cases.stream().map(Case::parse).toList();
        }
        if (quick) {
            return Case.quick();
        }
        return Case.all(trials);
    }

    private Outcome measure(Case what, List<Team> teams) throws IOException {
        double[] expected = null;
        for (Team team : teams) {
            team.prepare(what);
            double[] losses = team.losses(COMPARED_STEPS);
            if (expected == null) {
                expected = losses;
            } else {
                requireEqual(what, team.setting(), expected, losses);
            }
        }
        Map<Setting, double[]> seconds = new LinkedHashMap<>();
        int counted = what.large() ? (rounds + 1) / 2 : rounds;
        teams.forEach(team -> seconds.put(team.setting(), new double[counted]));
        for (int round = -WARM_UP; round < counted; round++) {
            for (Team team : teams) {
                double taken = team.train();
                if (round >= 0) {
                    seconds.get(team.setting())[round] = taken;
                }
                team.rest();
            }
        }
        return new Outcome(what, seconds);
    }

    /** For as many networks as a contender trains. */
    private static void requireEqual(Case what, Setting setting, double[] expected, double[] losses) {
        for (int i = 0; i < Math.min(expected.length, losses.length); i++) {
            if (!(Math.abs(losses[i] - expected[i]) <= TOLERANCE * Math.abs(expected[i]))) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "%s: %s has loss %.7g at step %d of trial %d, fathom %.7g",
                        what,
                        setting.name(),
                        losses[i],
                        i % COMPARED_STEPS,
                        i / COMPARED_STEPS,
                        expected[i]));
            }
        }
    }

    private static void close(Team team) {
        try {
            team.close();
        } catch (IOException e) {
            System.err.println(team.setting().name() + " did not end well: " + e.getMessage());
        }
    }
}
