package dev.fathom.report;

import dev.fathom.sweep.Trial;

/** How a network was trained: what a practitioner tunes once the network is chosen. */
record Setting(double learningRate, String optimizer, String loss, int batch, int steps) {
    static Setting of(Trial trial) {
        return new Setting(trial.learningRate(), trial.optimizer(), trial.loss(), trial.batch(), trial.steps());
    }
}
