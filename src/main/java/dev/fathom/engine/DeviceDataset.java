package dev.fathom.engine;

import dev.fathom.device.Arena;

/**
 * What a cohort is trained and tested on, resident on the device.
 *
 * @param train visited in the order of the training's steps
 * @param test visited once
 * @param trainSteps the first minibatches that show every sample ever trained on
 * @param tested samples of the test part
 * @param testSteps minibatches of one pass over the test part
 */
public record DeviceDataset(BatchLoader train, BatchLoader test, int trainSteps, int tested, int testSteps) {
    public static DeviceDataset of(Arena arena, Samples train, Samples test, int[] order, int batch) {
        int[] once = BatchLoader.onePass(test.count(), batch);
        return new DeviceDataset(
                new BatchLoader(arena, train, order, batch),
                new BatchLoader(arena, test, once, batch),
                Math.min(order.length, train.count() + batch - 1) / batch,
                test.count(),
                once.length / batch);
    }
}
