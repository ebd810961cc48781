package dev.fathom.theory.propagation;

import java.util.OptionalDouble;

/**
 * Attention between exchangeable tokens at initialization, in the limit of wide heads. Let q, k, v have second moments of
 * the names and, of two tokens, decorrelations d_q, d_k, d_v. Scores are normal; what a row's scores share leaves the softmax
 * alone, so that their deviation is t = √(q k d_k), and those of two rows correlate by 1 - d_q. With A the weights
 *
 * <pre>
 * out²         = v (1 - d_v + d_v E Σ_j A_ij²)
 * out² (1 - c) = v d_v E Σ_j (A_ij² - A_ij A_kj)
 * </pre>
 *
 * (Noci et al. 2022 for large t; Cowsik et al. 2024). A gradient of second moment g and product h of two tokens comes back
 * to values by the transposed weights, and to queries and keys through the softmax's Jacobian, whose rows sum to 0: only
 * what differs between values, and between keys, is seen there.
 */
record AttentionMap(int positions, Signal query, Signal key, Signal value, SoftmaxMoments moments) {
    /** Deviation of scores beyond which a row looks at little more than one token, and none is like the other. */
    static final double SATURATED = 4;

    static AttentionMap of(int positions, Signal query, Signal key, Signal value) {
        double t = deviation(query, key);
        return new AttentionMap(positions, query, key, value, SoftmaxMoments.of(positions, t, 1 - d(query)));
    }

    /** Of the scores of one row, but for what all share. */
    static double deviation(Signal query, Signal key) {
        return d(key) == 0 ? 0 : Math.exp((query.logSquare() + key.logSquare()) / 2) * Math.sqrt(d(key));
    }

    private static double d(Signal signal) {
        return signal.decorrelation().orElseThrow();
    }

    /** What the positions mix. */
    Signal out() {
        double square = 1 - d(value) + d(value) * moments.square();
        double apart = d(value) * moments.deficit();
        return new Signal(value.logSquare() + Math.log(square), OptionalDouble.of(apart / square));
    }

    /** @param by what the positions mix */
    TokenGradient byValue(TokenGradient by) {
        double product = moments.square() - moments.deficit(); // E Σ_j A_ij A_kj
        double other = positions == 1 ? 0 : (1 - moments.square()) / (positions - 1);
        double square = moments.square() + by.cosine() * (positions - 1) * product;
        return TokenGradient.of(square, other + by.cosine() * (1 - product), by.logSquare());
    }

    TokenGradient byQuery(TokenGradient by) {
        double log = by.logSquare() + value.logSquare() + key.logSquare();
        double apart = d(value) * d(key);
        return TokenGradient.of(apart * moments.slope(), apart * by.cosine() * moments.slopeOfTwo(), log);
    }

    TokenGradient byKey(TokenGradient by) {
        double log = by.logSquare() + value.logSquare() + query.logSquare();
        double both = (1 - d(query)) * (positions - 1) * by.cosine() * moments.slopeOfTwo();
        double square = d(value) * (moments.slope() + both);
        // what comes to all keys of a sample adds up to 0
        return TokenGradient.of(square, positions == 1 ? 0 : -square / (positions - 1), log);
    }
}
