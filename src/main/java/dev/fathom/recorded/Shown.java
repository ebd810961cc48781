package dev.fathom.recorded;

import dev.fathom.device.Moments;
import dev.fathom.engine.Quantity;
import dev.fathom.store.Recording;
import java.util.function.ToDoubleFunction;

/** What a page shows of every layer over the steps: one number, NaN where there is none. */
enum Shown {
    PREACTIVATION("Outputs of layers", "root mean square of what each layer puts out", rms(Quantity.PREACTIVATION)),
    ACTIVATION("Activations", "root mean square behind the activation function", rms(Quantity.ACTIVATION)),
    GRADIENT(
            "Gradients by outputs",
            "root mean square of the loss's gradient by the layer's output",
            rms(Quantity.GRADIENT)),
    WEIGHT_GRADIENT("Gradients by weights", "root mean square", rms(Quantity.WEIGHT_GRADIENT)),
    UPDATE("Update over weight", "root mean square of the step over that of the weights", Recording.Row::updateRatio),
    DEAD("Dead units", "share of units without any slope on the batch", share(Moments::dead)),
    SATURATED("Saturated activations", "share within 1 % of a bound", share(Moments::saturated));

    private final String title;
    private final String meaning;
    private final ToDoubleFunction<Recording.Row> value;

    Shown(String title, String meaning, ToDoubleFunction<Recording.Row> value) {
        this.title = title;
        this.meaning = meaning;
        this.value = value;
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }

    double of(Recording.Row row) {
        return row == null ? Double.NaN : value.applyAsDouble(row);
    }

    /** Shares are shown as they are, all else by powers of ten. */
    boolean isShare() {
        return this == DEAD || this == SATURATED;
    }

    private static ToDoubleFunction<Recording.Row> rms(Quantity quantity) {
        return row -> {
            Moments moments = row.statistics().of(quantity);
            return moments == null || moments.nonfinite() > 0 ? Double.NaN : Math.sqrt(moments.secondMoment());
        };
    }

    private static ToDoubleFunction<Recording.Row> share(ToDoubleFunction<Moments> part) {
        return row -> {
            Moments moments = row.statistics().activation();
            return moments == null ? Double.NaN : part.applyAsDouble(moments);
        };
    }
}
