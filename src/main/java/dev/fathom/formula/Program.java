package dev.fathom.formula;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A formula as steps on a stack of pairs: a number and its derivative by x, each step with its rule (forward
 * differentiation). The kernels run the same steps in the same order.
 */
public record Program(List<Step> steps) {
    /** What a device keeps for a trial. */
    public static final int MAX_STEPS = 64;

    public static final int MAX_STACK = 8;

    /** Elements that the float32 form works on at once: its stack stays in the cache. */
    private static final int BLOCK = 512;

    /**
     * @param number of a step {@link Operation#NUMBER}
     * @param function of a step {@link Operation#CALL}
     */
    public record Step(Operation operation, float number, Differentiable function) {}

    /** @throws IllegalArgumentException where the formula is too long for a device */
    public static Program of(Term term) {
        List<Step> steps = new ArrayList<>();
        term.compile(steps);
        int deepest = 0;
        int depth = 0;
        for (Step step : steps) {
            depth += step.operation.growth();
            deepest = Math.max(deepest, depth);
        }
        if (steps.size() > MAX_STEPS || deepest > MAX_STACK) {
            throw new IllegalArgumentException("the formula has " + steps.size() + " steps and needs " + deepest
                    + " places at once, where " + MAX_STEPS + " and " + MAX_STACK + " are allowed: write it shorter");
        }
        return new Program(List.copyOf(steps));
    }

    /** In float64. */
    public double value(double x) {
        return run(x, null)[0];
    }

    /** In float64. */
    public double derivative(double x) {
        return run(x, null)[1];
    }

    /** Differences that change their sign where the slope jumps. */
    List<Double> switches(double x) {
        List<Double> differences = new ArrayList<>();
        run(x, differences);
        return differences;
    }

    private double[] run(double x, List<Double> switches) {
        double[] v = new double[MAX_STACK];
        double[] d = new double[MAX_STACK];
        int top = -1;
        for (Step step : steps) {
            top += step.operation.growth();
            switch (step.operation) {
                case VARIABLE:
                    v[top] = x;
                    d[top] = 1;
                    break;
                case NUMBER:
                    v[top] = step.number;
                    d[top] = 0;
                    break;
                case COPY:
                    v[top] = v[top - 1];
                    d[top] = d[top - 1];
                    break;
                case CALL:
                    if (switches != null) {
                        for (double kink : step.function.kinks()) {
                            switches.add(v[top] - kink);
                        }
                    }
                    d[top] = d[top] == 0 ? 0 : step.function.derivative(v[top]) * d[top];
                    v[top] = step.function.value(v[top]);
                    break;
                default:
                    if (switches != null && step.operation.picks()) {
                        switches.add(v[top] - v[top + 1]);
                    }
                    combine(step.operation, v, d, top);
            }
        }
        return new double[] {v[0], d[0]};
    }

    private static void combine(Operation operation, double[] v, double[] d, int top) {
        double a = v[top];
        double b = v[top + 1];
        double da = d[top];
        double db = d[top + 1];
        switch (operation) {
            case ADD:
                v[top] = a + b;
                d[top] = da + db;
                break;
            case SUBTRACT:
                v[top] = a - b;
                d[top] = da - db;
                break;
            case MULTIPLY:
                v[top] = a * b;
                d[top] = a * db + b * da;
                break;
            case DIVIDE:
                v[top] = a / b;
                d[top] = (da - a / b * db) / b;
                break;
            case MIN:
                v[top] = Math.min(a, b);
                d[top] = picked(b - a, da, db);
                break;
            default:
                v[top] = Math.max(a, b);
                d[top] = picked(a - b, da, db);
        }
    }

    /** The slope of a where it leads, of b where it lags; where both are equal the flatter one, or their mean. */
    private static double picked(double lead, double da, double db) {
        if (lead != 0) {
            return lead > 0 ? da : lead < 0 ? db : Double.NaN;
        }
        double flatter = Math.abs(da) < Math.abs(db) ? da : db;
        return Math.abs(da) == Math.abs(db) ? 0.5 * (da + db) : flatter;
    }

    /** As {@link Differentiable#apply}. */
    public void apply(float[] z, float[] a, int n) {
        float[][] v = new float[MAX_STACK][Math.min(n, BLOCK)];
        float[][] d = new float[MAX_STACK][Math.min(n, BLOCK)];
        for (int from = 0; from < n; from += BLOCK) {
            int count = Math.min(BLOCK, n - from);
            run(z, from, v, d, count);
            System.arraycopy(v[0], 0, a, from, count);
            System.arraycopy(d[0], 0, z, from, count);
        }
    }

    private void run(float[] z, int from, float[][] v, float[][] d, int count) {
        float[] slope = new float[count];
        int top = -1;
        for (Step step : steps) {
            top += step.operation.growth();
            switch (step.operation) {
                case VARIABLE:
                    System.arraycopy(z, from, v[top], 0, count);
                    Arrays.fill(d[top], 1);
                    break;
                case NUMBER:
                    Arrays.fill(v[top], step.number);
                    Arrays.fill(d[top], 0);
                    break;
                case COPY:
                    System.arraycopy(v[top - 1], 0, v[top], 0, count);
                    System.arraycopy(d[top - 1], 0, d[top], 0, count);
                    break;
                case CALL:
                    System.arraycopy(v[top], 0, slope, 0, count);
                    step.function.apply(slope, v[top], count);
                    BlockArithmetic.chain(d[top], slope, count);
                    break;
                default:
                    BlockArithmetic.combine(step.operation, v[top], d[top], v[top + 1], d[top + 1], count);
            }
        }
    }
}
