package dev.fathom.device;

/** What every part of the contract runs on. */
interface DeviceUnderTest {
    Device device();

    /** How far moments may lie from their definition, relative to the second moment: as far as sums in float64 do. */
    default double momentsTolerance() {
        return 1e-12;
    }

    default Bench bench() {
        return new Bench(device());
    }

    /** Error of an exponential in a loss, relative. */
    default double exponentialError() {
        return 0;
    }
}
