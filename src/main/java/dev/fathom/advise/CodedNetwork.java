package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Scheme;
import dev.fathom.net.Extent;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Normalize;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Branch;
import dev.fathom.net.architecture.Shape;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A network with its initializer, as code is to build it.
 *
 * @param input what the network sees of a sample
 * @param outputs of the data
 * @param rate the learning rate that was best
 * @param classes whether the outputs are classes; else they are values
 */
public record CodedNetwork(
        Question question, Initializer initializer, double rate, Extent input, int outputs, boolean classes) {
    /** A line on how this network trained. */
    String training() {
        return "trained by " + question.optimizer() + " at learning rate " + rate + ", batch " + question.batch()
                + "\n";
    }

    int inputs() {
        return input.size();
    }

    /** The network itself, where it sees images: code for dense ones has their sizes for arguments. */
    NetworkSpec blockwise() {
        return architecture().network(Shape.uniform(input, depth(), width(), outputs));
    }

    /** The law of a weight matrix of {@link #blockwise}, 1-based. */
    Distribution law(int layer) {
        return WeightLaws.of(question.setup(initializer)).weights(blockwise(), layer);
    }

    /** Side of the patches into which images are cut. */
    int patch() {
        return architecture().body().patch().orElseThrow();
    }

    /** @param format of the image's height, width and colours */
    String image(String format) {
        int side = patch();
        return format.formatted(side * input.height(), side * input.width(), input.channels() / (side * side));
    }

    Activation activation() {
        return question.activation();
    }

    Architecture architecture() {
        return question.architecture();
    }

    int depth() {
        return question.depth();
    }

    int width() {
        return question.width();
    }

    /**
     * Code for each place in the network.
     *
     * @param end of a branch
     * @param numbers whether it holds for these sizes alone
     */
    record Expressions(String first, String inner, String end, String last, boolean numbers) {
        boolean everywhereTheSame() {
            return first.equals(inner) && inner.equals(end) && inner.equals(last);
        }
    }

    /** A library's own spelling where it draws exactly this law, else the law of each layer by its numbers. */
    Expressions expressions(Optional<String> spelling, Function<Distribution, String> byNumbers) {
        if (spelling.isPresent() && initializer.scheme() instanceof Scheme.Independent) {
            return new Expressions(spelling.get(), spelling.get(), spelling.get(), spelling.get(), false);
        }
        return new Expressions(
                byNumbers.apply(at(1)),
                byNumbers.apply(at(2)),
                byNumbers.apply(at(1 + branchLayers())),
                byNumbers.apply(at(network().weights().size())),
                true);
    }

    /** Weight matrices, the output layer included. */
    int layers() {
        return architecture()
                .network(Shape.uniform(inputs(), depth(), width(), outputs))
                .weights()
                .size();
    }

    /** @param layer 1 to {@link #layers} */
    Distribution distribution(int layer) {
        return at(layer == layers() ? network().weights().size() : layer);
    }

    /** With a second hidden layer, also where the network has none: code has a place for its law. */
    private Shape shape() {
        return Shape.uniform(inputs(), Math.max(2, depth()), width(), outputs);
    }

    private Distribution at(int layer) {
        return WeightLaws.of(question.setup(initializer)).weights(network(), layer);
    }

    private NetworkSpec network() {
        return architecture().network(shape());
    }

    /** Start of the learnable factor on each branch; empty where there is none. */
    OptionalDouble gate() {
        return initializer.scheme().gate();
    }

    /** The factor on branches that is not learned. */
    String scale() {
        return branchScale() == 1 ? "" : branchScale() + " * ";
    }

    float branchScale() {
        return architecture().branch().map(branch -> branch.scale().at(depth())).orElse(1f);
    }

    /** Layers of a branch. */
    int branchLayers() {
        return architecture().branch().map(Branch::layers).orElse(1);
    }

    /** Whether branches are more than an activation and a layer. */
    boolean composed() {
        return architecture()
                .branch()
                .filter(branch -> branch.layers() > 1 || branch.place() != Branch.Place.PRE)
                .isPresent();
    }

    boolean normalizes(Branch.Place place) {
        return architecture().norm().isPresent()
                && architecture().branch().orElseThrow().place() == place;
    }

    /** Whether the activation behind the last block has its own normalization: it has where no sum was normalized. */
    boolean normalizesEnd() {
        return !composed() || !normalizes(Branch.Place.POST) || branchLayers() == 1 && depth() == 1;
    }

    /** Whether it has this normalization. */
    boolean has(Norm norm) {
        return architecture().norm().filter(own -> own.norm() == norm).isPresent();
    }

    /** Whether each normalization holds something of its own: what it learned, or the batches it has seen. */
    boolean ownNorms() {
        return has(Norm.BATCH) || affine();
    }

    /** Whether normalizations have a learnable gain. */
    boolean affine() {
        return architecture().norm().filter(Normalize::affine).isPresent();
    }

    /** The number of normalizations, in Python. */
    String norms() {
        if (!composed() || normalizes(Branch.Place.POST) && normalizesEnd()) {
            return "depth";
        }
        return normalizes(Branch.Place.PRE)
                ? branchLayers() + " * depth + 1"
                : normalizes(Branch.Place.PERI) ? "2 * (" + blocks() + ") + 1" : blocks();
    }

    /** The number of blocks, in Python. */
    String blocks() {
        return branchLayers() > 1 ? "depth" : "depth - 1";
    }

    /** The number of hidden layers, in Python. */
    String hidden() {
        return branchLayers() > 1 ? "(1 + " + branchLayers() + " * depth)" : "depth";
    }

    /** What the reader of the code must know of its numbers. */
    String note(Expressions weights, String comment) {
        return weights.numbers() ? comment + " numbers of " + initializer + " for these sizes alone\n" : "";
    }

    /** The sizes as default arguments in Python. */
    String sizes() {
        return "inputs=%d, width=%d, depth=%d, outputs=%d".formatted(inputs(), width(), depth(), outputs);
    }
}
