package dev.fathom.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.confidence.Interval;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundaryTest {
    private static final double NEAR = 0.03;

    private static Interval dimension(BitSet set, int side) {
        return Boundary.dimension(Boundary.of(set, side), side);
    }

    private interface Inside {
        boolean is(int x, int y);
    }

    private static BitSet draw(int side, Inside inside) {
        BitSet set = new BitSet(side * side);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                set.set(y * side + x, inside.is(x, y));
            }
        }
        return set;
    }

    @Test
    void straightLinesHaveDimensionOne() {
        for (double slope : new double[] {0, 0.3, 1, 2.7}) {
            Interval found = dimension(draw(512, (x, y) -> y > slope * x + 40.3), 512);
            assertThat(found.value()).isCloseTo(1, within(NEAR));
        }
    }

    @Test
    void aCircleHasDimensionOne() {
        Interval found = dimension(draw(512, (x, y) -> Math.hypot(x - 250, y - 260) < 200), 512);
        assertThat(found.value()).isCloseTo(1, within(NEAR));
    }

    @Test
    void theCarpetHasItsDimension() {
        int side = 729;
        Interval found = dimension(draw(side, (x, y) -> inCarpet(x, y)), side);
        assertThat(found.value()).isCloseTo(Math.log(8) / Math.log(3), within(NEAR));
    }

    /** No base-3 digit is 1 in both coordinates. */
    private static boolean inCarpet(int x, int y) {
        for (; x > 0 || y > 0; x /= 3, y /= 3) {
            if (x % 3 == 1 && y % 3 == 1) {
                return false;
            }
        }
        return true;
    }

    @Test
    void noiseFillsThePlane() {
        Random random = new Random(1);
        Interval found = dimension(draw(512, (x, y) -> random.nextBoolean()), 512);
        assertThat(found.value()).isCloseTo(2, within(NEAR));
    }

    private static boolean inMandelbrot(double a, double b, int most) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < most; i++) {
            double next = x * x - y * y + a;
            y = 2 * x * y + b;
            x = next;
            if (x * x + y * y > 4) {
                return false;
            }
        }
        return true;
    }

    /**
     * The limit of ever smaller boxes is 2 (Shishikura 1998), and far: at these scales the slope is what a plain count of
     * boxes of 2, 4, ... 128 pixels gives, whose first and last points are 6 octaves apart.
     */
    @Test
    void theMandelbrotSetsBoundaryIsWhatAPlainCountGives() {
        int side = 1024;
        BitSet set =
                draw(side, (x, y) -> inMandelbrot(-2.1 + 2.8 * (x + 0.5) / side, -1.4 + 2.8 * (y + 0.5) / side, 500));
        BitSet boundary = Boundary.of(set, side);
        double sumX = 0;
        double sumY = 0;
        double sumXX = 0;
        double sumXY = 0;
        int points = 7;
        for (int octave = 1; octave <= points; octave++) {
            BitSet boxes = new BitSet();
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    if (boundary.get(y * side + x)) {
                        boxes.set((y >> octave) * side + (x >> octave));
                    }
                }
            }
            double count = Math.log(boxes.cardinality()) / Math.log(2);
            sumX += octave;
            sumY += count;
            sumXX += octave * octave;
            sumXY += octave * count;
        }
        double plain = -(sumXY - sumX * sumY / points) / (sumXX - sumX * sumX / points);
        Interval found = Boundary.dimension(boundary, side);
        assertThat(found.value()).isCloseTo(plain, within(NEAR));
        assertThat(found.low()).isGreaterThan(1.1);
    }

    @Test
    void noBoundaryHasNoDimension() {
        assertThat(dimension(new BitSet(), 64).value()).isNaN();
    }
}
