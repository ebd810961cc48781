package dev.fathom.frontier;

/**
 * The sequential search for one frontier: each round trains networks of the depth that promises most information about
 * it (Lindley 1956; Kontsevich & Tyler 1999). Deterministic: the same results lead to the same questions.
 */
final class Search {
    private static final double TAIL = 0.025;

    private final Design design;
    private final Posterior posterior;
    private int networks;

    Search(Design design) {
        this.design = design;
        posterior = new Posterior(design);
    }

    /** The depth of the next round. */
    int depth() {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < design.depths().size(); i++) {
            double information = posterior.information(design.likelihood()[i]);
            if (information > most) {
                most = information;
                best = i;
            }
        }
        return design.depths().get(best);
    }

    /** What became of a round: so many of its networks of this depth trained. */
    void learn(int depth, int trained) {
        posterior.learn(design.likelihood()[design.depths().indexOf(depth)][trained]);
        networks += design.goal().together();
    }

    int networks() {
        return networks;
    }

    boolean finished() {
        return resolved() || networks + design.goal().together() > design.goal().budget();
    }

    private boolean resolved() {
        int low = low();
        int high = high();
        return high < 1
                || low >= design.goal().maxDepth()
                || low >= 1 && design.goal().reached(low, high);
    }

    private int low() {
        return (int) posterior.quantile(TAIL);
    }

    private int high() {
        return (int) posterior.quantile(1 - TAIL);
    }

    Frontier frontier() {
        double low = posterior.quantile(TAIL);
        double high = posterior.quantile(1 - TAIL);
        boolean within = high >= 1 && low < design.goal().maxDepth();
        Grid grid = within
                ? Grid.asCertain(design.goal(), posterior.slope(), Math.log(high / low))
                : Grid.coarse(design.goal());
        return new Frontier(
                design.goal(),
                (int) posterior.quantile(0.5),
                (int) low,
                (int) high,
                networks,
                grid.networks(),
                resolved());
    }
}
