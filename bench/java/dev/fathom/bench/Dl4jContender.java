package dev.fathom.bench;

import dev.fathom.engine.Samples;
import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.versioncheck.VersionCheck;

/** DL4J, one {@code MultiLayerNetwork} after the other; minibatches stand ready as arrays. */
final class Dl4jContender implements Contender {
    private final List<INDArray> features = new ArrayList<>();
    private final List<INDArray> labels = new ArrayList<>();
    private final List<MultiLayerNetwork> networks = new ArrayList<>();
    private Case what;
    private int round;

    Dl4jContender() {
        Samples samples = Workload.samples();
        int[] classes = ((Samples.Classes) samples.answers()).labels();
        int size = Case.BATCH * Case.INPUTS;
        for (int i = 0; i < Workload.MINIBATCHES; i++) {
            float[] rows = Arrays.copyOfRange(samples.features(), i * size, (i + 1) * size);
            float[] oneHot = new float[Case.BATCH * Case.CLASSES];
            for (int j = 0; j < Case.BATCH; j++) {
                oneHot[j * Case.CLASSES + classes[i * Case.BATCH + j]] = 1;
            }
            features.add(Nd4j.create(rows, new long[] {Case.BATCH, Case.INPUTS}, 'c'));
            labels.add(Nd4j.create(oneHot, new long[] {Case.BATCH, Case.CLASSES}, 'c'));
        }
    }

    @Override
    public String describe() {
        return VersionCheck.getVersionInfos().stream()
                .filter(info -> info.getArtifactId().equals("deeplearning4j-nn"))
                .map(info -> "DL4J " + info.getBuildVersion())
                .findFirst()
                .orElse("DL4J");
    }

    @Override
    public void prepare(Case cohort, int steps) {
        what = cohort;
        round = steps;
        release();
        for (int trial = 0; trial < cohort.trials(); trial++) {
            networks.add(network(trial));
        }
    }

    private MultiLayerNetwork network(int trial) {
        Shape shape = what.shape();
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .updater(new Sgd(Workload.LEARNING_RATE))
                .weightInit(WeightInit.ZERO)
                .activation(what.activation().equals("relu") ? Activation.RELU : Activation.TANH)
                .list();
        for (int layer = 1; layer <= shape.depth(); layer++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(shape.fanIn(layer))
                    .nOut(shape.fanOut(layer))
                    .build());
        }
        layers.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nIn(shape.fanIn(shape.layers()))
                .nOut(shape.outputs())
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            long[] size = {shape.fanIn(layer), shape.fanOut(layer)};
            network.getParam(layer - 1 + "_W").assign(Nd4j.create(Workload.weights(what, trial, layer), size, 'c'));
        }
        return network;
    }

    @Override
    public float[] losses(int steps) {
        float[] losses = new float[steps * what.trials()];
        for (int trial = 0; trial < what.trials(); trial++) {
            for (int i = 0; i < steps; i++) {
                step(networks.get(trial), i);
                losses[trial * steps + i] = (float) networks.get(trial).score();
            }
        }
        return losses;
    }

    @Override
    public long train() {
        long start = System.nanoTime();
        for (MultiLayerNetwork network : networks) {
            for (int i = 0; i < round; i++) {
                step(network, i);
            }
        }
        return System.nanoTime() - start;
    }

    private void step(MultiLayerNetwork network, int number) {
        network.fit(features.get(number % features.size()), labels.get(number % labels.size()));
    }

    private void release() {
        networks.forEach(MultiLayerNetwork::close);
        networks.clear();
    }

    @Override
    public void close() {
        release();
    }
}
