package dev.fathom.cli;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.ShortTrainingOptions;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.frontier.Explorer;
import dev.fathom.frontier.Frontier;
import dev.fathom.frontier.Goal;
import dev.fathom.frontier.OptimizerSetting;
import dev.fathom.frontier.Pair;
import dev.fathom.frontier.SearchSetting;
import dev.fathom.frontier.TrialCache;
import dev.fathom.init.Initializers;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.study.Fields;
import dev.fathom.sweep.DatasetCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "frontier",
        mixinStandardHelpOptions = true,
        description = "Finds the greatest depth at which each initializer trains with each activation.",
        footer = {
            "",
            "That depth is the last at which a network trains with probability one half or more. A network, "
                    + "which is a seed, trains if with any optimizer, learning rate and warm-up its final loss is at most "
                    + "--trained of chance, the loss of the best constant answer. The probability is taken to fall with depth, "
                    + "as a logistic curve in its logarithm of unknown place and slope. Every round trains --together "
                    + "new seeds at the depth that promises most information; the interval is the posterior's of 95 "
                    + "%%. Beside the trials stands what an exhaustive grid as fine and as certain would cost.",
            "",
            "Finished trials are kept in the store: the same command again, also after a kill, goes on where "
                    + "it was.",
            "",
            "Handbook: src/site/markdown/advice.md"
        })
final class FrontierCommand implements Callable<Integer> {
    /** Commas between names, not those between the arguments of one. */
    static final String NAMES = ",(?![^(]*\\))";

    @Option(
            names = "--inits",
            required = true,
            paramLabel = "NAME",
            split = NAMES,
            splitSynopsisLabel = ",",
            description = "Initializers; see 'fathom inits'.")
    private List<String> initializers;

    @Option(
            names = "--activations",
            required = true,
            paramLabel = "NAME",
            split = NAMES,
            splitSynopsisLabel = ",",
            description = "Activations; see 'fathom activations'.")
    private List<String> activations;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "Units of each hidden layer (default: ${DEFAULT-VALUE}).",
            defaultValue = "64")
    private int width;

    @Option(
            names = "--lr",
            paramLabel = "X",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Learning rates, each tried on every network (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.02,0.1")
    private List<Double> rates;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            split = NAMES,
            splitSynopsisLabel = ",",
            description = "Optimizers, each tried on every network: sgd, momentum, adam, adamw(beta2=0.95), lion, muon"
                    + " (default: ${DEFAULT-VALUE}).",
            defaultValue = "sgd")
    private List<String> optimizers;

    @Option(
            names = "--warmup",
            paramLabel = "X",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Warm-ups, each tried on every network: steps, or below 1 a share of them"
                    + " (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private List<Double> warmups;

    @Option(
            names = "--trained",
            paramLabel = "SHARE",
            description = "A network has trained at this share of the chance loss (default: ${DEFAULT-VALUE}).",
            defaultValue = "0.5")
    private double trained;

    @Option(
            names = "--max-depth",
            paramLabel = "N",
            description = "Greatest depth tried (default: ${DEFAULT-VALUE}).",
            defaultValue = "200")
    private int maxDepth;

    @Option(
            names = "--resolution",
            paramLabel = "X",
            description = "Stop once the ends of the interval differ by this factor, or by one layer"
                    + " (default: ${DEFAULT-VALUE}).",
            defaultValue = "1.25")
    private double resolution;

    @Option(
            names = "--budget",
            paramLabel = "N",
            description = "Networks of each pair at most, each under every setting (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int budget;

    @Option(
            names = "--together",
            paramLabel = "N",
            description = "Networks of each pair in a round: more fill a GPU, fewer need fewer trials"
                    + " (default: ${DEFAULT-VALUE}).",
            defaultValue = "2")
    private int together;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "Where trials are kept (default: ${DEFAULT-VALUE}).",
            defaultValue = "frontier.db")
    private Path storeFile;

    @Mixin
    private ShortTrainingOptions training;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        List<Pair> pairs = pairs();
        Goal goal = new Goal(maxDepth, resolution, budget, together);
        SearchSetting setting = setting();
        DatasetCache data = new DatasetCache();
        data.of(training.data()); // a store begins with data that can be read
        Map<Pair, Frontier> frontiers;
        try (Device device = devices.open();
                Store store = Store.forWriting(storeFile, TrialCache.STUDY)) {
            TrialCache ledger = new TrialCache(device, store, Provenance.of(device), data);
            frontiers = new Explorer(setting, goal, ledger::losses, System.err::println).explore(pairs);
        }
        if (format.get() == Format.json) {
            Json.print(
                    frontiers.entrySet().stream()
                            .map(entry -> json(entry.getKey(), entry.getValue()))
                            .toList(),
                    System.out);
        } else if (format.get() == Format.csv) {
            csv(frontiers);
        } else {
            print(frontiers);
        }
        return 0;
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (String activation : activations) {
            for (String initializer : initializers) {
                pairs.add(new Pair(Initializers.parse(initializer), Activations.parse(activation)));
            }
        }
        return pairs;
    }

    private SearchSetting setting() {
        List<String> named =
                optimizers.stream().map(name -> Optimizer.parse(name).spec()).toList();
        warmups.forEach(Fields.WARMUP::is);
        return new SearchSetting(
                training.architecture(),
                width,
                training.data(),
                OptimizerSetting.all(named, ShortTrainingOptions.positive(rates), warmups),
                training.batch(),
                training.steps(),
                trained);
    }

    private void print(Map<Pair, Frontier> frontiers) {
        Table table = new Table("activation", "initializer", "depth", "95 %", "trials", "grid");
        frontiers.forEach((pair, frontier) -> table.row(
                pair.activation().spec(),
                pair.initializer().spec(),
                depth(frontier),
                interval(frontier),
                trials(frontier.networks()),
                trials(frontier.gridNetworks())));
        table.print(Format.text, System.out);
        System.out.printf(
                Locale.ROOT,
                "%nThe last depth at which at least half of the networks train: come down to %.0f %%%n"
                        + "of the chance loss in %d steps%s at learning rate %s%s.%n"
                        + "%d trials, kept in %s; an exhaustive grid as certain takes %d.%n",
                100 * trained,
                training.steps(),
                optimizers.equals(List.of("sgd")) ? "" : " of " + either(optimizers),
                either(rates),
                warmups.equals(List.of(0.0)) ? "" : ", warm-up " + either(warmups),
                trials(frontiers.values().stream().mapToInt(Frontier::networks).sum()),
                storeFile,
                trials(frontiers.values().stream()
                        .mapToInt(Frontier::gridNetworks)
                        .sum()));
        if (frontiers.values().stream().anyMatch(frontier -> !frontier.resolved())) {
            System.out.println("?: the budget was spent before the interval was narrow enough; raise --budget.");
        }
    }

    private static String either(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    }

    private static String depth(Frontier frontier) {
        if (frontier.none()) {
            return "none";
        }
        if (frontier.beyond()) {
            return "at least " + frontier.goal().maxDepth();
        }
        return Math.min(frontier.depth(), frontier.goal().maxDepth()) + (frontier.resolved() ? "" : "?");
    }

    private static String interval(Frontier frontier) {
        if (frontier.none() || frontier.beyond()) {
            return "";
        }
        return frontier.low() + " to "
                + (frontier.bounded()
                        ? frontier.high()
                        : "over " + frontier.goal().maxDepth());
    }

    private int trials(int networks) {
        return networks * optimizers.size() * rates.size() * warmups.size();
    }

    private void csv(Map<Pair, Frontier> frontiers) {
        Table table =
                new Table("activation", "initializer", "depth", "low", "high", "outcome", "trials", "grid_trials");
        frontiers.forEach((pair, frontier) -> table.row(
                pair.activation().spec(),
                pair.initializer().spec(),
                Math.min(frontier.depth(), maxDepth),
                Math.min(frontier.low(), maxDepth),
                frontier.bounded() ? frontier.high() : "",
                outcome(frontier),
                trials(frontier.networks()),
                trials(frontier.gridNetworks())));
        table.print(Format.csv, System.out);
    }

    private Map<String, Object> json(Pair pair, Frontier frontier) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("initializer", pair.initializer().spec());
        json.put("activation", pair.activation().spec());
        json.put("depth", Math.min(frontier.depth(), maxDepth));
        json.put(
                "interval",
                Arrays.asList(Math.min(frontier.low(), maxDepth), frontier.bounded() ? frontier.high() : null));
        json.put("outcome", outcome(frontier));
        json.put("trials", trials(frontier.networks()));
        json.put("grid_trials", trials(frontier.gridNetworks()));
        json.put("rates", rates);
        json.put("optimizers", optimizers);
        json.put("warmups", warmups);
        json.put("trained", trained);
        json.put("width", width);
        json.put("architecture", training.architecture().toString());
        json.put("data", training.data());
        json.put("batch", training.batch());
        json.put("steps", training.steps());
        return json;
    }

    private static String outcome(Frontier frontier) {
        if (frontier.none()) {
            return "none";
        }
        return frontier.beyond() ? "at_least" : frontier.resolved() ? "found" : "unresolved";
    }
}
