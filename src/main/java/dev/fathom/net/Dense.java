package dev.fathom.net;

import java.util.List;

/** z = a W + b at every position. */
public record Dense(int units, Weight.Place place) implements Block {
    public static Dense hidden(int units) {
        return new Dense(units, Weight.Place.INNER);
    }

    public static Dense output(int units) {
        return new Dense(units, Weight.Place.OUTPUT);
    }

    @Override
    public Extent output(Extent in) {
        return in.withChannels(units);
    }

    @Override
    public List<Weight> weights(Extent in) {
        return List.of(new Weight(place, in.channels(), units, in.channels(), units));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.dense(this);
    }
}
