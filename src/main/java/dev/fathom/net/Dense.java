package dev.fathom.net;

import java.util.List;

/**
 * z = a W + b at every position.
 *
 * @param part as in {@link Weight}
 */
public record Dense(String part, int units, Weight.Place place) implements Block {
    public static Dense hidden(int units) {
        return new Dense("layer", units, Weight.Place.INNER);
    }

    /** Of patches. */
    public static Dense stem(int units) {
        return new Dense("stem", units, Weight.Place.INNER);
    }

    /** Of a block that has layers by other names. */
    public static Dense part(String part, int units) {
        return new Dense(part, units, Weight.Place.INNER);
    }

    public static Dense output(int units) {
        return new Dense("output", units, Weight.Place.OUTPUT);
    }

    @Override
    public Extent output(Extent in) {
        return in.withChannels(units);
    }

    @Override
    public List<Weight> weights(Extent in) {
        return List.of(new Weight(part, place, in.positions(), in.channels(), units, in.channels(), units));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.dense(this);
    }
}
