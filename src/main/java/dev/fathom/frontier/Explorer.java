package dev.fathom.frontier;

import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Searches the frontiers of several pairs side by side: in each round every unfinished search asks for networks of one
 * depth. No two networks of a search share a seed, so that their fates are independent; networks of different pairs do.
 *
 * @param training answers with final losses in units of chance, by the names of the trials
 * @param progress told in one line what a round has shown
 */
public record Explorer(
        SearchSetting setting,
        Goal goal,
        Function<List<Trial>, Map<String, Double>> training,
        Consumer<String> progress) {
    /** The networks of one round of one search, each under every setting. */
    private record Round(Pair pair, Search search, int depth, List<List<Trial>> networks) {
        int trained(SearchSetting setting, Map<String, Double> losses) {
            return (int) networks.stream()
                    .filter(network -> setting.trained(network, losses))
                    .count();
        }
    }

    /** @throws IllegalArgumentException where a pair does not fit the setting, before anything is trained */
    public Map<Pair, Frontier> explore(List<Pair> pairs) {
        Design design = Design.of(goal);
        Map<Pair, Search> searches = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            setting.require(pair);
            searches.put(pair, new Search(design));
        }
        List<Round> rounds = rounds(searches);
        while (!rounds.isEmpty()) {
            Map<String, Double> losses = training.apply(rounds.stream()
                    .flatMap(round -> round.networks().stream())
                    .flatMap(List::stream)
                    .toList());
            rounds.forEach(round -> learn(round, losses));
            rounds = rounds(searches);
        }
        Map<Pair, Frontier> frontiers = new LinkedHashMap<>();
        searches.forEach((pair, search) -> frontiers.put(pair, search.frontier()));
        return frontiers;
    }

    private List<Round> rounds(Map<Pair, Search> searches) {
        List<Round> rounds = new ArrayList<>();
        searches.forEach((pair, search) -> {
            if (!search.finished()) {
                int depth = search.depth();
                List<List<Trial>> networks = LongStream.range(search.networks(), search.networks() + goal.together())
                        .mapToObj(seed -> setting.trials(pair, depth, seed))
                        .toList();
                rounds.add(new Round(pair, search, depth, networks));
            }
        });
        return rounds;
    }

    private void learn(Round round, Map<String, Double> losses) {
        int trained = round.trained(setting, losses);
        round.search().learn(round.depth(), trained);
        Frontier known = round.search().frontier();
        progress.accept(round.pair() + ": " + trained + " of " + goal.together() + " train at depth " + round.depth()
                + "; frontier " + known.low() + " to " + known.high() + " after " + known.networks() + " networks");
    }
}
