package dev.fathom.report;

import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.Panel;
import dev.fathom.study.Trial;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The result in words. An initializer trains a network if at least half of the seeds trained at the best setting; it
 * trains none beyond a depth if no trial at all did, though deeper ones ran. Where the best of several training settings
 * was taken the sentence says so, and how many of all networks trained.
 */
final class Headline {
    private static final int NAMED = 3;

    private final GroupedResults study;

    Headline(GroupedResults study) {
        this.study = study;
    }

    /** The whole study in one sentence. */
    String sentence() {
        if (study.results().isEmpty()) {
            return "No trial has finished yet.";
        }
        if (study.results().size() == 1) {
            return single(study.results().get(0));
        }
        int depth = deepest(study.maps().isEmpty() ? study.panels() : study.maps());
        if (depth == 0) {
            return untrained();
        }
        long trained = study.count(Verdict.TRAINED);
        if (trained == study.results().size()) {
            return "All " + trained + " networks trained, down to depth " + depth + ".";
        }
        String setting = settings();
        if (study.maps().isEmpty()) {
            return scales(depth, setting) + count();
        }
        if (study.cells().values().stream().allMatch(Cell::trains)) {
            return "Every initializer trains at least half of its networks at every depth" + setting + "." + count();
        }
        List<String> clauses = new ArrayList<>(List.of("At depth " + depth + setting + ", " + best(depth)));
        clauses.addAll(worstPanel(depth));
        clauses.addAll(worstInitializer(study.maps(), depth));
        return String.join("; ", clauses) + "." + count();
    }

    /** {@code , each at its best of 3 settings}; cells that were tried at fewer than others say the range. */
    private String settings() {
        IntSummaryStatistics tried = study.cells().values().stream()
                .mapToInt(cell -> cell.atEachSetting().size())
                .summaryStatistics();
        String counts = tried.getMin() == tried.getMax() ? "" : tried.getMin() + " to ";
        return tried.getMax() == 1 ? "" : ", each at its best of " + counts + tried.getMax() + " settings";
    }

    private String count() {
        return " " + String.format(Locale.ROOT, "%,d of ", study.count(Verdict.TRAINED))
                + Numbers.count(study.results().size(), "network") + " trained.";
    }

    /** Of a study of scales alone: where its deepest networks train. */
    private String scales(int depth, String setting) {
        return study.panels().stream()
                .filter(panel -> !trainers(panel, depth).isEmpty())
                .map(panel -> "networks of " + study.name(panel) + " train at " + range(trainers(panel, depth)))
                .collect(Collectors.joining(", and ", "At depth " + depth + setting + ", ", "."));
    }

    /** {@code σ_w = 1 to 1.5}. */
    private static String range(List<String> scales) {
        String last = scales.get(scales.size() - 1).replaceFirst(".*= ", "");
        return scales.size() == 1 ? scales.get(0) : scales.get(0) + " to " + last;
    }

    /** A line for each panel, where there are several. */
    List<String> panels() {
        return study.panels().size() < 2
                ? List.of()
                : study.panels().stream()
                        .map(panel -> study.name(panel) + ": " + sentence(panel))
                        .toList();
    }

    /** A line for each further hyperparameter that varies, and for what is missing. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(new Axes(study).sentences());
        if (study.results().size() > 1 && !study.varies(Trial::seed)) {
            lines.add("One seed: nothing here has error bars.");
        }
        return lines;
    }

    /** One panel in one sentence. */
    String sentence(Panel panel) {
        int depth = deepest(List.of(panel));
        if (depth == 0) {
            return "No initializer trains these networks at any depth tried.";
        }
        List<String> trainers = trainers(panel, depth);
        if (panel.isSeries()) {
            return "At depth " + depth + ", networks train at " + range(trainers) + ".";
        }
        List<String> clauses = new ArrayList<>(List.of("At depth " + depth + ", " + subject(panel, depth, trainers)));
        clauses.addAll(worstInitializer(List.of(panel), depth));
        return String.join("; ", clauses) + ".";
    }

    /** The panel and depth to look into first: the one where initializers differ most. */
    Cell focus() {
        Cell focus = null;
        double widest = -1;
        List<Panel> panels = study.maps().isEmpty() ? study.panels() : study.maps();
        for (Cell cell : study.cells().values()) {
            if (!panels.contains(cell.panel())) {
                continue;
            }
            double[] shares = study.initializers().stream()
                    .flatMap(name -> study.cell(cell.panel(), name, cell.depth()).stream())
                    .mapToDouble(Cell::share)
                    .toArray();
            double mean = Arrays.stream(shares).average().orElse(0);
            double contrast = mean * (1 - mean) + (mean > 0 ? 1e-4 * cell.depth() / (1 + cell.depth()) : 0);
            if (contrast > widest) {
                widest = contrast;
                focus = cell;
            }
        }
        return focus;
    }

    private String best(int depth) {
        List<Panel> panels = study.maps().stream()
                .filter(panel -> !trainers(panel, depth).isEmpty())
                .toList();
        if (panels.size() <= 2) {
            return panels.stream()
                    .map(panel -> subject(panel, depth, trainers(panel, depth)) + " " + study.name(panel) + " networks")
                    .collect(Collectors.joining(", and "));
        }
        List<String> widest = List.of();
        String winner = "";
        for (String initializer : study.initializers()) {
            List<String> reached = panels.stream()
                    .filter(panel -> trainers(panel, depth).contains(initializer))
                    .map(study::name)
                    .toList();
            if (reached.size() > widest.size()) {
                widest = reached;
                winner = initializer;
            }
        }
        String names = widest.size() <= 2 * NAMED
                ? list(widest)
                : widest.size() + " of " + study.maps().size() + " kinds of";
        return winner + " trains " + names + " networks";
    }

    private List<String> worstPanel(int depth) {
        if (study.maps().size() == 1) {
            return List.of();
        }
        int least = study.maps().stream().mapToInt(this::furthest).min().orElseThrow();
        List<String> names = study.maps().stream()
                .filter(panel -> furthest(panel) == least && deepestTried(panel) > least)
                .map(study::name)
                .toList();
        if (least >= depth || names.isEmpty()) {
            return List.of();
        }
        if (names.size() > NAMED) {
            return List.of(names.size() + " of " + study.maps().size() + " kinds of networks train "
                    + (least == 0 ? "at no depth" : "not beyond depth " + least));
        }
        return List.of("no " + String.join(" or ", names) + " network trains"
                + (least == 0 ? " at any depth" : " beyond depth " + least));
    }

    private List<String> worstInitializer(List<Panel> panels, int depth) {
        int least = depth;
        List<String> names = new ArrayList<>();
        for (String initializer : study.initializers()) {
            List<Cell> cells = panels.stream()
                    .flatMap(panel -> study.row(panel, initializer).stream())
                    .toList();
            int reached = furthest(cells);
            if (cells.stream().noneMatch(cell -> cell.depth() > reached) || reached > least) {
                continue;
            }
            if (reached < least) {
                names.clear();
                least = reached;
            }
            names.add(initializer);
        }
        if (least == depth || names.isEmpty()) {
            return List.of();
        }
        String subject = names.size() <= NAMED ? list(names) : names.size() + " initializers";
        return List.of(subject
                + (names.size() == 1 ? " trains" : " train")
                + (least == 0 ? " none at any depth" : " none beyond depth " + least));
    }

    private String subject(Panel panel, int depth, List<String> trainers) {
        long tried = study.initializers().stream()
                .filter(name -> study.cell(panel, name, depth).isPresent())
                .count();
        if (trainers.size() == tried && tried > 1) {
            return "every initializer trains";
        }
        String subject = trainers.size() <= NAMED ? list(trainers) : trainers.size() + " of " + tried + " initializers";
        return subject + (trainers.size() == 1 ? " trains" : " train");
    }

    private List<String> trainers(Panel panel, int depth) {
        return study.initializers().stream()
                .filter(name ->
                        study.cell(panel, name, depth).filter(Cell::trains).isPresent())
                .toList();
    }

    private int deepest(List<Panel> panels) {
        return study.cells().values().stream()
                .filter(cell -> panels.contains(cell.panel()) && cell.trains())
                .mapToInt(Cell::depth)
                .max()
                .orElse(0);
    }

    private int furthest(Panel panel) {
        return furthest(study.cells(panel));
    }

    private static int furthest(List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.trials().stream().anyMatch(trial -> trial.verdict() == Verdict.TRAINED))
                .mapToInt(Cell::depth)
                .max()
                .orElse(0);
    }

    private int deepestTried(Panel panel) {
        return study.cells(panel).stream().mapToInt(Cell::depth).max().orElse(0);
    }

    private String untrained() {
        long trained = study.count(Verdict.TRAINED);
        String total = Numbers.count(study.results().size(), "network");
        if (trained > 0) {
            return "Only " + trained + " of " + total + " trained, and no initializer in half of its seeds.";
        }
        String fates = Arrays.stream(Verdict.values())
                .filter(verdict -> study.count(verdict) > 0)
                .map(verdict -> study.count(verdict) + " " + verdict.word())
                .collect(Collectors.joining(", "));
        return "None of the " + total + " trained: " + fates + ".";
    }

    private static String single(FinishedTrial result) {
        String network = result.trial().activation() + " network of depth "
                + result.trial().depth() + " with " + GroupedResults.initializer(result.trial());
        String end = Double.isNaN(result.accuracy())
                ? "final loss " + Numbers.text(result.finalLoss())
                : "test accuracy " + Numbers.percent(result.accuracy());
        return result.verdict() == Verdict.TRAINED
                ? "The " + network + " trained: " + end + "."
                : "The " + network + " did not train well: " + result.verdict().word() + ", " + end + ".";
    }

    private static String list(List<String> names) {
        return names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}
