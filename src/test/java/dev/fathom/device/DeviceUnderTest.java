package dev.fathom.device;

/** What every part of the contract runs on. */
interface DeviceUnderTest {
    Device device();

    default Bench bench() {
        return new Bench(device());
    }
}
