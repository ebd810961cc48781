package dev.fathom.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Seconds of each round of one case, by setting.
 *
 * @param seconds by setting, in the order in which they ran
 */
record Outcome(Case what, Map<Setting, double[]> seconds) {
    Outcome {
        seconds = new LinkedHashMap<>(seconds);
    }

    /** Trained steps times trials per second. */
    double rate(Setting setting) {
        return what.steps() * what.trials() / Spread.of(seconds.get(setting)).median();
    }

    /** The fastest of the peer's settings with that many processes, null where none ran. */
    Setting bestPeer(int processes) {
        return seconds.keySet().stream()
                .filter(setting -> setting.peer() && setting.processes() == processes)
                .max(Comparator.comparingDouble(this::rate))
                .orElse(null);
    }

    /** How many times as fast Fathom trains. */
    Spread over(Setting setting) {
        return Spread.ofRatios(seconds.get(setting), seconds.get(Setting.FATHOM));
    }
}
