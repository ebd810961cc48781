package dev.fathom.device;

import dev.fathom.optimizer.Schedule;
import java.util.List;

/**
 * One network of a {@link Swarm} as it starts, and how it learns.
 *
 * @param weights of each layer, row-major (fan_in, fan_out)
 * @param biases of each layer
 * @param rates learning rate of each layer's weights; 0 where they stay
 * @param biasRates of each layer's biases; 0 where they stay
 */
public record SmallNetwork(
        List<float[]> weights, List<float[]> biases, double[] rates, double[] biasRates, Schedule schedule) {
    /** Whether it has biases at all, now or later. */
    public boolean hasBiases() {
        for (double rate : biasRates) {
            if (rate != 0) {
                return true;
            }
        }
        for (float[] layer : biases) {
            for (float bias : layer) {
                if (bias != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
