package dev.fathom.atlas.builtin;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Expectation;
import dev.fathom.atlas.Scale;
import dev.fathom.atlas.Setting;
import dev.fathom.confidence.Interval;
import dev.fathom.map.Axis;
import dev.fathom.map.Boundary;
import dev.fathom.map.ConvergenceMap;
import dev.fathom.map.MapPlan;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.FateTrainer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The boundary between learning rates with which training converges and those with which it diverges. A coarse map of six
 * decades finds it; two zooms, each into the quarter of a side with the most boundary, lead to where it is measured.
 */
final class FractalBoundary {
    private static final String TEACHER = "teacher:features=16,samples=326";
    private static final String FEW_SAMPLES = "teacher:features=16,samples=12";
    private static final int ZOOMS = 2;

    static final Claim CLAIM = new Claim(
            "sohl-dickstein-fractal",
            "Sohl-Dickstein 2024 (arXiv:2402.06184), table of conditions",
            "The boundary between learning rates of two layers that converge and those that diverge is a fractal: its"
                    + " box-counting dimension lies between 1.17 and 1.98 for networks of 16 units",
            "1.17 (identity) to 1.98 over six conditions",
            FractalBoundary::parts,
            "",
            "for networks with biases, on a teacher's answers",
            Claim.FIXED);

    private FractalBoundary() {}

    private static List<Part> parts(Scale scale) {
        List<Part> quick = List.of(
                part("identity, full batch", "linear", TEACHER, true),
                part("tanh, full batch", "tanh", TEACHER, true),
                part("relu, full batch", "relu", TEACHER, true));
        return scale.pick(
                quick,
                List.of(
                        quick.get(0),
                        quick.get(1),
                        quick.get(2),
                        part("tanh, batches of 16", "tanh", TEACHER, false),
                        part("tanh, 10 samples", "tanh", FEW_SAMPLES, true)));
    }

    private static Part part(String label, String activation, String data, boolean full) {
        return Expectation.between(1.17, 1.98, 0, "dimension, " + label)
                .by(lab -> dimension(lab, activation, data, full));
    }

    private static Interval dimension(ClaimRunner lab, String activation, String data, boolean full) {
        Trial base = Trial.of(
                Fields.INITIALIZER.is("kaiming_normal_"),
                Fields.ACTIVATION.is(activation),
                Fields.WIDTH.is(16),
                Fields.DEPTH.is(1),
                Fields.STEPS.is(500),
                Fields.DATA.is(data));
        base = base.with(Fields.BATCH.is(full ? lab.datasets().of(base).train().count() : 16));
        boolean float64 =
                lab.scale() == Scale.FULL && new FateTrainer(lab.device(), lab.datasets(), true).trainsAsSwarm(base);
        FateTrainer trainer = new FateTrainer(lab.device(), lab.datasets(), float64);
        int coarse = lab.scale().pick(48, 256);
        MapPlan plan = new MapPlan(
                base,
                Axis.parse("learning_rate.first=1e-3..1e3"),
                Axis.parse("learning_rate.last=1e-3..1e3"),
                coarse,
                false,
                float64);
        for (int zoom = 0; zoom < ZOOMS; zoom++) {
            lab.progress().accept("looking for the boundary of " + activation + ", zoom " + zoom);
            BitSet boundary = Boundary.of(ConvergenceMap.of(plan, trainer), coarse);
            int[] place = Boundary.densest(boundary, coarse, coarse / 4);
            plan = plan.zoomed(place[0], place[1], coarse / 4);
        }
        MapPlan measured = plan.withPixels(lab.scale().pick(128, 4096));
        int side = measured.pixels();
        lab.progress().accept("training " + side + " x " + side + " networks of " + activation);
        record(lab, measured);
        return Boundary.dimension(Boundary.of(ConvergenceMap.of(measured, trainer), side), side);
    }

    private static void record(ClaimRunner lab, MapPlan plan) {
        Map<String, List<Object>> keys = new LinkedHashMap<>();
        keys.put("x", List.of(plan.x().toString()));
        keys.put("y", List.of(plan.y().toString()));
        keys.put("pixels", List.of(plan.pixels()));
        keys.put("precision", List.of(plan.float64() ? "fp64" : "fp32"));
        keys.putAll(Setting.trained(List.of(plan.base())).keys());
        lab.record(new Setting("mapped", keys));
    }
}
