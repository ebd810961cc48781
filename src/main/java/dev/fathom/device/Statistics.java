package dev.fathom.device;

/**
 * Where operations leave what they measured: one row of {@link Moments} per trial and slot, in float64, held by the
 * device until it is read.
 */
public interface Statistics {
    int trials();

    int slots();

    /** Waits for the device, then copies everything to the host: {@code [trial][slot]}. */
    Moments[][] read();

    /** The place of one measurement. */
    default Slot slot(int index) {
        return new Slot(this, index);
    }

    /** One slot of a set of statistics; every trial of the cohort has its own row in it. */
    record Slot(Statistics statistics, int index) {
        public Slot {
            if (index < 0 || index >= statistics.slots()) {
                throw new IndexOutOfBoundsException("slot " + index + " of " + statistics.slots());
            }
        }
    }
}
