package dev.fathom.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches on real networks. */
class RealFrontierTest {
    private static final SearchSetting SETTING = new SearchSetting(
            Architecture.PLAIN, 32, "digits", OptimizerSetting.all("sgd", List.of(0.1)), 64, 200, 0.5);
    private static final long GRID_SEEDS = 1000;

    @TempDir
    Path folder;

    private static Pair pair(String initializer, String activation) {
        return new Pair(Initializers.parse(initializer), Activations.parse(activation));
    }

    private <T> T withLedger(java.util.function.Function<TrialCache, T> use) {
        try (Device device = new CpuDevice();
                Store store = Store.forWriting(folder.resolve("frontier.db"), TrialCache.STUDY)) {
            return use.apply(new TrialCache(device, store, Provenance.of(device), new DatasetCache()));
        }
    }

    /**
     * Every depth of the grid with six seeds of its own, and where the share that trains crosses one half: another
     * estimate, by counting alone.
     */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"glorot_normal, sigmoid", "glorot_normal, relu", "naive_normal(0.1), tanh"})
    void agreesWithTheExhaustiveGrid(String initializer, String activation) {
        Pair pair = pair(initializer, activation);
        Goal goal = new Goal(100, 1.25, 60, 2);
        Frontier found = withLedger(ledger -> new Explorer(SETTING, goal, ledger::losses, System.err::println)
                .explore(List.of(pair))
                .get(pair));
        Grid grid = Grid.coarse(goal);
        List<Double> shares = withLedger(ledger -> shares(ledger, grid, pair));
        System.err.println(pair + ": found " + found + ", grid " + grid.depths() + " " + shares);
        int last = (int) crossing(grid.depths(), shares);
        assertThat(last).isBetween(found.low(), found.high());
        assertThat(5 * found.networks()).isLessThanOrEqualTo(grid.networks());
    }

    private static List<Double> shares(TrialCache ledger, Grid grid, Pair pair) {
        List<Double> shares = new ArrayList<>();
        for (int depth : grid.depths()) {
            List<List<Trial>> networks = LongStream.range(GRID_SEEDS, GRID_SEEDS + grid.seeds())
                    .mapToObj(seed -> SETTING.trials(pair, depth, seed))
                    .toList();
            Map<String, Double> losses =
                    ledger.losses(networks.stream().flatMap(List::stream).toList());
            shares.add(networks.stream()
                            .filter(network -> SETTING.trained(network, losses))
                            .count()
                    / (double) grid.seeds());
        }
        return shares;
    }

    /** By a straight line in log d between the last depth with a half or more and the next. */
    private static double crossing(List<Integer> depths, List<Double> shares) {
        int last = -1;
        for (int i = 0; i < shares.size(); i++) {
            last = shares.get(i) >= 0.5 ? i : last;
        }
        if (last < 0 || last == shares.size() - 1) {
            return last < 0 ? 0 : depths.get(last);
        }
        double part = (shares.get(last) - 0.5) / (shares.get(last) - shares.get(last + 1));
        return depths.get(last) * Math.pow(depths.get(last + 1) / (double) depths.get(last), part);
    }

    /** The second search finds all in the store and trains nothing. */
    @Test
    void aSearchGoesOnWhereItWas() {
        Pair pair = pair("glorot_normal", "sigmoid");
        SearchSetting quick = new SearchSetting(
                Architecture.PLAIN, 8, "gaussian", OptimizerSetting.all("sgd", List.of(0.1)), 8, 5, 0.5);
        Goal goal = new Goal(8, 2, 8, 2);
        Frontier first = withLedger(ledger -> new Explorer(quick, goal, ledger::losses, line -> {})
                .explore(List.of(pair))
                .get(pair));
        long rows = rows();
        assertThat(rows).isEqualTo(first.networks());
        Frontier again = withLedger(ledger -> new Explorer(quick, goal, ledger::losses, line -> {})
                .explore(List.of(pair))
                .get(pair));
        assertThat(again).isEqualTo(first);
        assertThat(rows()).isEqualTo(rows);
    }

    private long rows() {
        try (Store store = Store.forReading(folder.resolve("frontier.db"))) {
            return store.finished().size();
        }
    }
}
