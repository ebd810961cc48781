package dev.fathom.cli.sweep;

import dev.fathom.cli.terminal.Printable;
import dev.fathom.store.Store;
import dev.fathom.store.StudyText;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a sweep finds of its study in the store: trials that are there, and those that are asked for no more. */
final class Growth {
    private Growth() {}

    /**
     * Says what is kept.
     *
     * @param trials to be run here, those that are finished among them
     * @param former text in whose place this one came
     * @return those without a result
     */
    static List<Trial> open(Study study, List<Trial> trials, Store store, Optional<StudyText> former) {
        Set<String> finished = store.finished();
        List<Trial> open =
                trials.stream().filter(trial -> !finished.contains(trial.id())).toList();
        former.ifPresent(text -> System.err.println(Printable.line(
                "note: the text of the study is another than that of " + text.since() + "; the store keeps both")));
        if (open.size() < trials.size()) {
            System.err.println(
                    (trials.size() - open.size()) + " of " + trials.size() + " trials are in the store already");
        }
        Set<String> wanted = study.trials().stream().map(Trial::id).collect(Collectors.toSet());
        long dropped = finished.stream().filter(name -> !wanted.contains(name)).count();
        if (dropped > 0) {
            System.err.println(dropped + (dropped == 1 ? " trial" : " trials") + " of the store the study asks for no"
                    + " more: kept, and shown by 'report --all' and 'export --all'");
        }
        tellOfSteps(study, store, former.isPresent());
        return open;
    }

    private static void tellOfSteps(Study study, Store store, boolean grown) {
        for (int step : grown ? study.measuredSteps() : List.<Integer>of()) {
            int without = store.unmeasured(step);
            if (without > 0) {
                System.err.println("note: " + without + (without == 1 ? " trial" : " trials")
                        + " of the store were not measured at step " + step
                        + ", as the study asks now; they stay as they are, and another --store measures them");
            }
        }
    }
}
