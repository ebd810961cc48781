package dev.fathom.study;

import dev.fathom.activation.Activations;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializers;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One network to train: every hyperparameter, in the canonical spelling. Two trials with equal fields are the same trial,
 * wherever they come from.
 *
 * @param initializer canonical spec, see {@link dev.fathom.init.Initializers}
 * @param activation canonical spec, see {@link dev.fathom.activation.Activations}
 * @param architecture see {@link dev.fathom.net.Architecture}
 * @param widths units of each hidden layer
 * @param weightGain factor on all weights
 * @param biasStd standard deviation of the biases at initialization
 * @param optimizer {@code sgd}, {@code momentum} or {@code adam}
 * @param loss {@code cross_entropy} or {@code mse}
 * @param data see {@link dev.fathom.data.Datasets}
 */
public record Trial(
        String initializer,
        String activation,
        String architecture,
        List<Integer> widths,
        double weightGain,
        double biasStd,
        double learningRate,
        String optimizer,
        String loss,
        int batch,
        int steps,
        String data,
        long seed)
        implements Serializable {
    public Trial {
        widths = List.copyOf(widths);
    }

    public int depth() {
        return widths.size();
    }

    /** Width of the first hidden layer: of all, where the widths agree. */
    public int width() {
        return widths.get(0);
    }

    /** The same but for the length of its training. */
    public Trial withSteps(int other) {
        return new Trial(
                initializer,
                activation,
                architecture,
                widths,
                weightGain,
                biasStd,
                learningRate,
                optimizer,
                loss,
                batch,
                other,
                data,
                seed);
    }

    /** What the engine needs to know of it. */
    public TrialSetup setup() {
        return new TrialSetup(
                Initializers.parse(initializer),
                (float) weightGain,
                (float) biasStd,
                Activations.parse(activation),
                (float) learningRate,
                seed);
    }

    /** A stable name: the first 16 hexadecimal digits of the SHA-256 of all fields. */
    public String id() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
