package dev.fathom.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.fathom.engine.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch through DJL, one network after the other: {@code Linear} blocks, softmax cross-entropy, SGD. Minibatches stand
 * ready as tensors, every step's temporaries are freed at once, and no loss is read back while the clock runs.
 */
final class PyTorchContender implements Contender {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu());
    private final List<NDArray> features = new ArrayList<>();
    private final List<NDArray> labels = new ArrayList<>();
    private final List<Model> models = new ArrayList<>();
    private final List<Trainer> trainers = new ArrayList<>();
    private Case what;
    private int round;

    PyTorchContender() {
        Samples samples = Workload.samples();
        int[] classes = ((Samples.Classes) samples.answers()).labels();
        int size = Case.BATCH * Case.INPUTS;
        for (int i = 0; i < Workload.MINIBATCHES; i++) {
            float[] rows = Arrays.copyOfRange(samples.features(), i * size, (i + 1) * size);
            int[] answers = Arrays.copyOfRange(classes, i * Case.BATCH, (i + 1) * Case.BATCH);
            features.add(manager.create(rows, new Shape(Case.BATCH, Case.INPUTS)));
            labels.add(manager.create(answers, new Shape(Case.BATCH)));
        }
    }

    @Override
    public String describe() {
        return "PyTorch " + Engine.getInstance().getVersion() + " through DJL " + Engine.getDjlVersion();
    }

    @Override
    public void prepare(Case cohort, int steps) {
        what = cohort;
        round = steps;
        release();
        for (int trial = 0; trial < cohort.trials(); trial++) {
            Model model = Model.newInstance("trial", Device.cpu(), "PyTorch");
            model.setBlock(network(trial));
            Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optDevices(new Device[] {Device.cpu()})
                    .optOptimizer(Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed(Workload.LEARNING_RATE))
                            .build()));
            trainer.initialize(new Shape(Case.BATCH, Case.INPUTS));
            models.add(model);
            trainers.add(trainer);
        }
    }

    private SequentialBlock network(int trial) {
        dev.fathom.net.architecture.Shape shape = what.shape();
        SequentialBlock network = new SequentialBlock();
        for (int number = 1; number <= shape.layers(); number++) {
            int layer = number;
            int rows = shape.fanIn(layer);
            int columns = shape.fanOut(layer);
            Linear linear = Linear.builder().setUnits(columns).build();
            linear.setInitializer(
                    (m, s, type) -> {
                        // drawn here: the block keeps its initializer, and all that this holds
                        try (NDArray drawn = m.create(Workload.weights(what, trial, layer), new Shape(rows, columns))) {
                            return drawn.transpose().duplicate();
                        }
                    },
                    "weight");
            network.add(linear);
            if (layer <= shape.depth()) {
                network.add(what.activation().equals("relu") ? Activation.reluBlock() : Activation.tanhBlock());
            }
        }
        return network;
    }

    @Override
    public float[] losses(int steps) {
        float[] losses = new float[steps * what.trials()];
        for (int trial = 0; trial < what.trials(); trial++) {
            for (int i = 0; i < steps; i++) {
                losses[trial * steps + i] = step(trainers.get(trial), i, true);
            }
        }
        return losses;
    }

    @Override
    public long train() {
        long start = System.nanoTime();
        for (Trainer trainer : trainers) {
            for (int i = 0; i < round; i++) {
                step(trainer, i, false);
            }
        }
        return System.nanoTime() - start;
    }

    private float step(Trainer trainer, int number, boolean read) {
        float value = 0;
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = features.get(number % features.size());
            NDArray y = labels.get(number % labels.size());
            scope.tempAttachAll(x, y);
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                NDList out = trainer.forward(new NDList(x));
                NDArray loss = trainer.getLoss().evaluate(new NDList(y), out);
                gradients.backward(loss);
                if (read) {
                    value = loss.getFloat();
                }
            }
            trainer.step();
        }
        return value;
    }

    private void release() {
        trainers.forEach(Trainer::close);
        trainers.clear();
        models.forEach(Model::close);
        models.clear();
    }

    @Override
    public void close() {
        release();
        manager.close();
    }
}
