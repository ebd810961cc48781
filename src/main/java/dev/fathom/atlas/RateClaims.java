package dev.fathom.atlas;

import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim.Part;
import dev.fathom.confidence.Interval;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.RateSensitivity;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.transfer.Axis;
import dev.fathom.transfer.RateGrid;
import dev.fathom.transfer.Transfer;
import dev.fathom.transfer.TransferStudy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What papers say of learning rates: whether the best one depends on the size, and how much it matters. */
final class RateClaims {
    private static final String QUICK_WIDTHS = "width=64,128,256,512";
    private static final String FULL_WIDTHS = "width=128,256,512,1024,2048,4096";

    private static final Trial RELU = Trial.of(
            Fields.INITIALIZER.is("kaiming_normal_"),
            Fields.ACTIVATION.is("relu"),
            Fields.DEPTH.is(3),
            Fields.OPTIMIZER.is("adam"),
            Fields.BATCH.is(64),
            Fields.STEPS.is(300));

    static final List<Claim> ALL = List.of(
            new Claim(
                    "yang-rate-transfers",
                    "Yang et al. 2022 (arXiv:2203.03466), figure 1",
                    "Under Adam the best learning rate falls with the width in the standard parametrization, by 2^-0.25 a"
                            + " doubling or more, and stays within 2^±0.25 under muP",
                    "standard: shifts; muP: stays",
                    scale -> List.of(
                            atMost(-Transfer.FLAT, 0, "log2 of the best rate a doubling of the width, standard")
                                    .by(lab -> slope(lab, RELU, widths(scale), "standard", scale)),
                            flat("width, mup", RELU, widths(scale), "mup", scale))),
            new Claim(
                    "warmup-lowers-sensitivity",
                    "Wortsman et al. 2023 (arXiv:2309.14322), figure 3",
                    "Losses depend less on the learning rate with a warm-up of a fifth of the steps than without: the"
                            + " mean over rates of the loss above the best, at most chance, is less",
                    "less",
                    scale -> List.of(atMost(0, 0, "sensitivity in units of chance, warm-up less none")
                            .by(lab -> sensitivity(lab, scale)))));

    private RateClaims() {}

    private static String widths(Scale scale) {
        return scale.pick(QUICK_WIDTHS, FULL_WIDTHS);
    }

    private static Part flat(String what, Trial network, String over, String parametrization, Scale scale) {
        return between(-Transfer.FLAT, Transfer.FLAT, 0, "log2 of the best rate a doubling of the " + what)
                .by(lab -> slope(lab, network, over, parametrization, scale));
    }

    private static Interval slope(ClaimRunner lab, Trial network, String over, String parametrization, Scale scale) {
        Trial sized = network.with(Fields.STEPS.is(scale.pick(300, 2000)));
        TransferStudy study = new TransferStudy(sized, Axis.parse(over), RateGrid.parse("1e-4..1"), scale.pick(4, 8));
        return lab.transfer(study, parametrization).slope();
    }

    /** Of each seed, without and with a warm-up. */
    private static Interval sensitivity(ClaimRunner lab, Scale scale) {
        List<Double> rates = new ArrayList<>();
        for (int octave = 0; octave < 10; octave++) {
            rates.add(2e-4 * Math.pow(2, octave));
        }
        int seeds = scale.pick(8, 16);
        double[] without = sensitivity(lab, scale, rates, seeds, Fields.WARMUP.is(0.0));
        double[] with = sensitivity(lab, scale, rates, seeds, Fields.WARMUP.is(0.2));
        double[] differences = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            differences[seed] = with[seed] - without[seed];
        }
        return Interval.mean(differences);
    }

    private static double[] sensitivity(
            ClaimRunner lab, Scale scale, List<Double> rates, int seeds, Field.Value<Double> warmup) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 0; seed < seeds; seed++) {
            for (double rate : rates) {
                trials.add(RELU.with(
                        Fields.WIDTH.is(scale.pick(64, 1024)),
                        Fields.DEPTH.is(scale.pick(6, 12)),
                        Fields.STEPS.is(scale.pick(300, 2000)),
                        Fields.DATA.is(lab.data()),
                        Fields.SCHEDULE.is("cosine"),
                        Fields.LEARNING_RATE.is(rate),
                        Fields.SEED.is(seed),
                        warmup));
            }
        }
        double[][] losses = new double[seeds][rates.size()];
        for (TrialResult result : lab.train(trials, "width " + trials.get(0).width())) {
            int rate = rates.indexOf(result.trial().learningRate());
            losses[(int) result.trial().seed()][rate] = RateSensitivity.kept(result.finalLoss() / result.chance());
        }
        return Arrays.stream(losses)
                .mapToDouble(ofSeed -> RateSensitivity.of(
                        rates, ofSeed, Arrays.stream(ofSeed).min().orElseThrow()))
                .toArray();
    }
}
