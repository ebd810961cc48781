package dev.fathom.map;

import dev.fathom.study.Verdict;
import dev.fathom.sweep.TrialFate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What became of a tile's networks, 16 bytes each, little-endian: convergence, loss and accuracy in float32, then the
 * verdict's number in the highest four bits of an integer, and below the step at which it had learned, plus 1.
 */
public record Pixels(byte[] bytes) {
    public static final int BYTES = 16;
    private static final int STEP_BITS = 28;
    private static final Verdict[] VERDICTS = Verdict.values();

    static Pixels of(List<TrialFate> fates) {
        ByteBuffer buffer = ByteBuffer.allocate(fates.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (TrialFate fate : fates) {
            putFloat(buffer, fate.convergence());
            putFloat(buffer, fate.loss());
            putFloat(buffer, fate.accuracy());
            buffer.putInt(fate.verdict().ordinal() << STEP_BITS | fate.learnedAt() + 1);
        }
        return new Pixels(buffer.array());
    }

    /** Every NaN in the same bits: processors do not agree on its sign. */
    private static void putFloat(ByteBuffer buffer, double value) {
        buffer.putInt(Float.floatToIntBits((float) value));
    }

    /** One of them. */
    public TrialFate at(int index) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, index * BYTES, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        float convergence = buffer.getFloat();
        float loss = buffer.getFloat();
        float accuracy = buffer.getFloat();
        int rest = buffer.getInt();
        return new TrialFate(
                VERDICTS[rest >>> STEP_BITS], loss, accuracy, convergence, (rest & (1 << STEP_BITS) - 1) - 1);
    }

    int count() {
        return bytes.length / BYTES;
    }
}
