package dev.fathom.engine;

import dev.fathom.device.Device;
import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.device.cuda.Simulator;

/** Parity on the simulated GPUs, whose threads run forwards (0) and backwards (1). */
@OnSimulator
class ParityTest implements ParityContract {
    @Override
    public Device open(int ordinal) {
        return Simulator.open(ordinal);
    }
}
