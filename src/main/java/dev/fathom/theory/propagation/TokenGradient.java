package dev.fathom.theory.propagation;

/**
 * Gradients by the tokens of one sample, exchangeable as the tokens are.
 *
 * @param logSquare ln of the second moment of one of them
 * @param cosine of two of them
 */
record TokenGradient(double logSquare, double cosine) {
    /** Nothing arrives. */
    static final TokenGradient NONE = new TokenGradient(Double.NEGATIVE_INFINITY, 0);

    /** @param product mean product of the same element of two of them */
    static TokenGradient of(double square, double product, double log) {
        return square == 0 ? NONE : new TokenGradient(log + Math.log(square), product / square);
    }

    /** Through weights: each is multiplied by the same random matrix. */
    TokenGradient times(double log) {
        return new TokenGradient(logSquare + log, cosine);
    }

    /** Through an activation, whose derivatives at two tokens are less alike than these. */
    TokenGradient times(double log, double alike) {
        return new TokenGradient(logSquare + log, cosine * alike);
    }

    /** With gradients of the same tokens that come another way and do not depend on these. */
    TokenGradient plus(TokenGradient other) {
        double log = Signal.logSum(logSquare, other.logSquare);
        if (log == Double.NEGATIVE_INFINITY) {
            return NONE;
        }
        return new TokenGradient(
                log, cosine * Math.exp(logSquare - log) + other.cosine * Math.exp(other.logSquare - log));
    }
}
