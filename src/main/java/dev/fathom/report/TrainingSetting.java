package dev.fathom.report;

import dev.fathom.study.Trial;

/** How a network was trained: what a practitioner tunes once the network is chosen. */
record TrainingSetting(double learningRate, String optimizer, String loss, int batch, int steps) {
    static TrainingSetting of(Trial trial) {
        return new TrainingSetting(trial.learningRate(), trial.optimizer(), trial.loss(), trial.batch(), trial.steps());
    }
}
