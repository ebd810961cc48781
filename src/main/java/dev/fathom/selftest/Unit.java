package dev.fathom.selftest;

/** In what an operation's throughput is counted. */
enum Unit {
    GFLOPS("GFLOP/s", 1e-9),
    GIGABYTES("GB/s", 1e-9),
    NUMBERS("M numbers/s", 1e-6),
    STEPS("steps/s", 1);

    private final String text;
    private final double scale;

    Unit(String text, double scale) {
        this.text = text;
        this.scale = scale;
    }

    double rate(double work, double seconds) {
        return work * scale / seconds;
    }

    @Override
    public String toString() {
        return text;
    }
}
