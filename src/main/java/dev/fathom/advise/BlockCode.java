package dev.fathom.advise;

import dev.fathom.init.Distribution;
import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Extent;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A network of images, block by block as the network itself has them; blocks that come again are written once. */
final class BlockCode implements Block.Visitor<String> {
    private final CodedNetwork model;
    private final BlockWords words;
    private Extent extent;
    private int layer = 1;

    private BlockCode(CodedNetwork model, BlockWords words) {
        this.model = model;
        this.words = words;
        this.extent = model.input();
    }

    static String of(CodedNetwork model, BlockWords words) {
        BlockCode code = new BlockCode(model, words);
        List<String> blocks = code.written(model.blockwise().blocks());
        return words.program(model, BlockWords.arguments(code.folded(blocks)));
    }

    private List<String> written(List<Block> blocks) {
        List<String> written = new ArrayList<>();
        for (Block block : blocks) {
            written.add(block.accept(this));
            extent = block.output(extent);
        }
        return written;
    }

    /** The longest runs of equal blocks as repetitions. */
    private List<String> folded(List<String> blocks) {
        List<String> folded = new ArrayList<>();
        int next = 0;
        while (next < blocks.size()) {
            int period = 1;
            int times = 1;
            for (int length = 1; next + 2 * length <= blocks.size(); length++) {
                int count = times(blocks, next, length);
                if (count > 1 && count * length > (times > 1 ? times * period : 0)) {
                    period = length;
                    times = count;
                }
            }
            List<String> unit = blocks.subList(next, next + period);
            folded.addAll(times > 1 ? List.of(words.repeated(times, unit)) : unit);
            next += times * period;
        }
        return folded;
    }

    private static int times(List<String> blocks, int start, int length) {
        List<String> unit = blocks.subList(start, start + length);
        int times = 1;
        while (start + (times + 1) * length <= blocks.size()
                && blocks.subList(start + times * length, start + (times + 1) * length)
                        .equals(unit)) {
            times++;
        }
        return times;
    }

    private Distribution law() {
        return model.law(layer++);
    }

    @Override
    public String dense(Dense block) {
        int side = model.patch();
        return layer == 1
                ? words.patches(side, extent.channels() / (side * side), block.units(), law())
                : words.dense(extent.channels(), block.units(), law());
    }

    @Override
    public String convolve(Convolve block) {
        return words.convolve(block.kernel(), extent.channels(), block.channels(), law());
    }

    @Override
    public String attend(Attention block) {
        List<Distribution> laws = Stream.generate(this::law).limit(3).toList();
        return words.attend(block, extent.channels(), laws);
    }

    @Override
    public String positions(Positions block) {
        return words.positions(extent, law());
    }

    @Override
    public String normalize(Normalize block) {
        return words.normalize(block, extent.channels(), tokens());
    }

    @Override
    public String activate(Activate block) {
        return words.activate(model);
    }

    @Override
    public String residual(Residual block) {
        Extent in = extent;
        List<String> branch = written(block.branch());
        extent = in;
        return words.residual(branch, block.scale(), model.gate());
    }

    @Override
    public String pool(Pool block) {
        return words.pool(tokens());
    }

    private boolean tokens() {
        return model.architecture().attends();
    }
}
