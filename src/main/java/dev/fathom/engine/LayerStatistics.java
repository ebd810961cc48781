package dev.fathom.engine;

import dev.fathom.device.Moments;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one trial's network shows in one layer.
 *
 * @param layer 1-based, by weight matrix; the output layer comes last
 * @param moments of each quantity; an output layer has no activation
 * @param tokenCosine mean cosine of two tokens' pre-activations; null but in networks with attention
 * @param entropy mean entropy of attention weights in nats, at the layer of the queries; null elsewhere
 */
public record LayerStatistics(int layer, Map<Quantity, Moments> moments, Double tokenCosine, Double entropy)
        implements Serializable {
    public LayerStatistics {
        moments = new EnumMap<>(moments);
        moments.values().removeIf(Objects::isNull);
    }

    public LayerStatistics(int layer, Map<Quantity, Moments> moments) {
        this(layer, moments, null, null);
    }

    /** Null where the layer has no such quantity. */
    public Moments of(Quantity quantity) {
        return moments.get(quantity);
    }

    public Moments preactivation() {
        return of(Quantity.PREACTIVATION);
    }

    /** Null for an output layer. */
    public Moments activation() {
        return of(Quantity.ACTIVATION);
    }

    /** By the pre-activation. */
    public Moments gradient() {
        return of(Quantity.GRADIENT);
    }

    public Moments weightGradient() {
        return of(Quantity.WEIGHT_GRADIENT);
    }

    public Moments weights() {
        return of(Quantity.WEIGHT);
    }
}
