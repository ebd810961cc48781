package dev.fathom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinibatchesTest {
    @ParameterizedTest
    @CsvSource({"10,5,6", "10,3,11", "7,20,3", "1,1,5", "100,64,1", "5,1,0"})
    void everyEpochIsAPermutation(int samples, int batch, int steps) {
        int[] order = Minibatches.order(samples, batch, steps, 3);
        assertThat(order).hasSize(batch * steps);
        for (int start = 0; start < order.length; start += samples) {
            int[] epoch = Arrays.copyOfRange(order, start, Math.min(order.length, start + samples));
            assertThat(epoch).doesNotHaveDuplicates();
            assertThat(Arrays.stream(epoch).allMatch(i -> i >= 0 && i < samples))
                    .isTrue();
        }
    }

    @Test
    void dependsOnTheSeedAloneAndMoreStepsAppend() {
        int[] order = Minibatches.order(50, 10, 20, 7);
        assertThat(Minibatches.order(50, 10, 20, 7)).isEqualTo(order);
        assertThat(Minibatches.order(50, 10, 13, 7)).isEqualTo(Arrays.copyOf(order, 130));
        assertThat(Minibatches.order(50, 10, 20, 8)).isNotEqualTo(order);
        assertThat(Arrays.copyOf(order, 50)).isNotEqualTo(Arrays.copyOfRange(order, 50, 100));
    }

    @Test
    void allPermutationsAreEquallyLikely() {
        int[] counts = new int[27];
        IntStream.range(0, 6000).forEach(seed -> {
            int[] order = Minibatches.order(3, 3, 1, seed);
            counts[9 * order[0] + 3 * order[1] + order[2]]++;
        });
        assertThat(Arrays.stream(counts).filter(count -> count > 0)).hasSize(6).allMatch(n -> n > 850 && n < 1150);
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "1,0,1", "1,1,-1", "1,65536,65536"})
    void impossibleOrders(int samples, int batch, int steps) {
        assertThatThrownBy(() -> Minibatches.order(samples, batch, steps, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
