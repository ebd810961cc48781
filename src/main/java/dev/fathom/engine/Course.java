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
record Course(Feed train, Feed test, int trainSteps, int tested, int testSteps) {
    static Course of(Arena arena, Samples train, Samples test, int[] order, int batch) {
        int[] once = Feed.onePass(test.count(), batch);
        return new Course(
                new Feed(arena, train, order, batch),
                new Feed(arena, test, once, batch),
                Math.min(order.length, train.count() + batch - 1) / batch,
                test.count(),
                once.length / batch);
    }
}
