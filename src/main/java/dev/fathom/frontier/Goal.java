package dev.fathom.frontier;

import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search looks for.
 *
 * @param maxDepth greatest depth that is tried
 * @param resolution the search ends once the ends of its interval differ by at most this factor, or by one layer
 * @param budget networks that it may train at most, under each setting
 * @param together networks of one depth that it trains in one round, under each setting
 */
public record Goal(int maxDepth, double resolution, int budget, int together) {
    public Goal {
        if (maxDepth < 2 || maxDepth > Shape.MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "the greatest depth must lie in 2 to " + Shape.MAX_DEPTH + ", got " + maxDepth);
        }
        if (!(resolution >= 1.05 && resolution <= 4)) {
            throw new IllegalArgumentException("the resolution must lie in 1.05 to 4, got " + resolution);
        }
        if (together < 1) {
            throw new IllegalArgumentException("a round must train at least 1 network, got " + together);
        }
        if (budget < together) {
            throw new IllegalArgumentException(
                    "the budget must allow a round of " + together + " networks, got " + budget);
        }
    }

    /** Depths from 1 to the greatest, neighbours at most this factor or one layer apart. */
    List<Integer> depths(double factor) {
        List<Integer> depths = new ArrayList<>();
        for (int depth = 1; depth < maxDepth; depth = Math.max(depth + 1, (int) (depth * factor))) {
            depths.add(depth);
        }
        depths.add(maxDepth);
        return depths;
    }

    /** Whether the end of an interval of depths is near enough to its start. */
    boolean reached(int low, int high) {
        return high <= Math.max(low + 1, low * resolution);
    }
}
