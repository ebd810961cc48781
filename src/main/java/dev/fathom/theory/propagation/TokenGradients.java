package dev.fathom.theory.propagation;

import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
import dev.fathom.net.Residual;
import dev.fathom.theory.integral.ActivationIntegrals;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradients of a net with attention, from its last layer back over what a {@link Recursion} saw: second moments by each
 * layer, and how alike those of two tokens are.
 */
final class TokenGradients implements Block.Visitor<Void> {
    private final FiniteNetwork network;
    private final ActivationIntegrals activation;
    private final List<Signal> entering; // by block in the order of the forward pass, taken from its end
    private final List<AttentionMap> attentions; // likewise
    private final TokenGradient start;
    private final double[] logSquares;
    private TokenGradient now; // null behind the last layer
    private TokenGradient sum; // by the sum that the next block ends, nullable
    private int layer;

    private TokenGradients(FiniteNetwork network, Recursion forward, double cosine) {
        this.network = network;
        activation = new ActivationIntegrals(network.activation());
        entering = new ArrayList<>(forward.entering());
        attentions = new ArrayList<>(forward.attentions());
        start = new TokenGradient(0, cosine);
        layer = network.layers().size();
        logSquares = new double[layer];
        back(network.spec().blocks());
    }

    /**
     * ln of the gradient's second moment by layer, over that of the last one.
     *
     * @param cosine of the gradients that arrive at two tokens of the last layer
     */
    static double[] logSquares(FiniteNetwork network, Recursion forward, double cosine) {
        double[] found = new TokenGradients(network, forward, cosine).logSquares;
        double last = found[found.length - 1];
        for (int i = 0; i < found.length; i++) {
            found[i] -= last;
        }
        return found;
    }

    /** ln of the factor from what the net gives to its first layer. */
    static double logGrowth(FiniteNetwork network, Recursion forward, double cosine) {
        return new TokenGradients(network, forward, cosine).logSquares[0];
    }

    private void back(List<Block> blocks) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            blocks.get(i).accept(this);
        }
    }

    private static <T> T take(List<T> list) {
        return list.remove(list.size() - 1);
    }

    /** Writes down the gradient by a layer's pre-activations, and takes it through its weights. */
    private TokenGradient through(TokenGradient by) {
        layer--;
        logSquares[layer] = by.logSquare();
        return by.times(Math.log(network.layers().get(layer).backward()));
    }

    @Override
    public Void dense(Dense block) {
        take(entering);
        now = now == null ? start : now;
        TokenGradient below = through(now);
        if (sum != null) {
            logSquares[layer] = sum.logSquare(); // its pre-activations are the sum, before the branch's factor
        }
        now = below;
        sum = null;
        return null;
    }

    @Override
    public Void positions(Positions block) {
        take(entering);
        layer--;
        logSquares[layer] = now.logSquare();
        return null;
    }

    @Override
    public Void attend(Attention block) {
        take(entering);
        AttentionMap map = take(attentions);
        TokenGradient by = now;
        TokenGradient values = through(map.byValue(by));
        TokenGradient keys = through(map.byKey(by));
        now = values.plus(keys).plus(through(map.byQuery(by)));
        return null;
    }

    @Override
    public Void convolve(Convolve block) {
        throw new IllegalStateException("convolutions and attention do not meet");
    }

    @Override
    public Void normalize(Normalize block) {
        Signal signal = take(entering);
        now = now == null ? null : now.times(-signal.logSquare());
        return null;
    }

    @Override
    public Void activate(Activate block) {
        Signal signal = take(entering);
        if (now != null) {
            double q = Math.exp(signal.logSquare());
            double square = activation.derivativeSquare(q);
            double c = 1 - signal.decorrelation().orElseThrow();
            double alike = square == 0 || c == 1 ? 1 : activation.derivativeProduct(q, c) / square;
            now = now.times(Math.log(square), alike);
        }
        return null;
    }

    @Override
    public Void pool(Pool block) {
        take(entering);
        int positions = network.spec().input().positions();
        now = new TokenGradient(now.logSquare() - 2 * Math.log(positions), 1);
        return null;
    }

    @Override
    public Void residual(Residual block) {
        TokenGradient around = now == null ? start : now;
        double log = 2 * Math.log(Math.abs(block.scale()));
        boolean endsInLayer = block.branch().get(block.branch().size() - 1) instanceof Dense;
        sum = endsInLayer ? around : null;
        now = around.times(log);
        back(block.branch());
        now = now.plus(around);
        return null;
    }
}
