package dev.fathom.cli.options;

import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Weights;
import dev.fathom.model.Layout;
import dev.fathom.model.ModelWriter;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.store.Provenance;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where weights go, and under whose names. */
public final class SaveOption {
    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = {
                "Keeps the weights (of the first network) as",
                ".safetensors, .npz or .npy, where w.npy stands for",
                "w.0.weight.npy, w.0.bias.npy and so on."
            })
    private Path file;

    @Option(
            names = "--layout",
            paramLabel = "LIBRARY",
            description = {
                "How weights are named and turned in files:",
                "${COMPLETION-CANDIDATES}; torch (out, in), keras (in, out)",
                "(default: torch to save, and what the file says to",
                "read)."
            })
    private Layout layout;

    public Layout layout() {
        return layout;
    }

    /** Before the work starts: whether its fruit, so many layers, can be kept. */
    public void check(Architecture architecture, int layers) {
        if (file != null) {
            Weights.requireFile(architecture);
            ModelWriter.check(file, chosen(layout), layers);
        }
    }

    private static Layout chosen(Layout layout) {
        return layout == null ? Layout.torch : layout;
    }

    public boolean wanted() {
        return file != null;
    }

    public void write(Weights weights, Map<String, String> metadata) {
        write(file, layout, weights, metadata);
    }

    public static void write(Path file, Layout layout, Weights weights, Map<String, String> metadata) {
        List<Path> files = ModelWriter.write(file, weights, chosen(layout), metadata);
        System.err.println(
                "weights: " + files.get(0) + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : ""));
    }

    /**
     * What a file should say of its weights.
     *
     * @param data a data set, for which the last layer is an output layer, or empty
     * @param state {@code initialization}, or what was done since
     */
    public static Map<String, String> metadata(
            TrialSetup setup, String architecture, String data, Weights weights, String state) {
        StringBuilder shape = new StringBuilder();
        shape.append(weights.layers().get(0).fanIn());
        weights.layers().forEach(layer -> shape.append('-').append(layer.fanOut()));
        Map<String, String> words = new LinkedHashMap<>();
        words.put("initializer", setup.initializer().spec());
        words.put("activation", setup.activation().spec());
        words.put("architecture", architecture);
        words.put("weight_gain", String.valueOf(setup.weightGain()));
        words.put("bias_std", String.valueOf(setup.biasStd()));
        words.put("bias", setup.bias().spec());
        words.put("seed", String.valueOf(setup.seed()));
        words.put("shape", shape.toString());
        words.put("output_layer", String.valueOf(!data.isEmpty()));
        words.put("data", data);
        words.put("state", state);
        words.put("fathom", Provenance.programVersion());
        return words;
    }
}
