package dev.fathom.sweep;

import dev.fathom.init.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that is not here, by the figures of its data sheet. What it takes at least follows by the roofline (Williams et
 * al. 2009): products at its rate of arithmetic or traffic at its rate of memory, whichever is slower.
 *
 * @param flops float32 operations a second, without tensor cores
 * @param bandwidth bytes a second
 * @param memory bytes
 */
public record AssumedDevice(String name, double flops, double bandwidth, long memory) {
    private static final double GIB = 1 << 30;

    /** NVIDIA's data sheets: TFLOP/s in float32, TB/s, and GiB as the driver shows them. */
    private static final Map<String, AssumedDevice> KNOWN = known(
            of("nvidia-h100", 67, 3.35, 79),
            of("nvidia-h200", 67, 4.8, 139),
            of("nvidia-a100", 19.5, 2.039, 79),
            of("nvidia-a100-40gb", 19.5, 1.555, 39),
            of("nvidia-l40s", 91.6, 0.864, 44),
            of("nvidia-v100", 15.7, 0.9, 31),
            of("nvidia-t4", 8.1, 0.32, 14),
            of("nvidia-rtx-4090", 82.6, 1.008, 23));

    private static final Pattern FIGURE =
            Pattern.compile("([0-9.]+)\\s*(TFLOP/?S|GFLOP/?S|TB/S|GB/S|GIB|GB|TB|TIB)", Pattern.CASE_INSENSITIVE);

    private static AssumedDevice of(String name, double teraflops, double terabytes, double gib) {
        return new AssumedDevice(name, teraflops * 1e12, terabytes * 1e12, (long) (gib * GIB));
    }

    private static Map<String, AssumedDevice> known(AssumedDevice... devices) {
        Map<String, AssumedDevice> known = new TreeMap<>();
        for (AssumedDevice device : devices) {
            known.put(device.name(), device);
        }
        return known;
    }

    /**
     * {@code nvidia-h200}, or {@code 60TFLOPS,4.8TB/s,139GiB}.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static AssumedDevice parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (!name.contains(",")) {
            AssumedDevice device = KNOWN.getOrDefault(name, KNOWN.get("nvidia-" + name));
            if (device == null) {
                List<String> names = new ArrayList<>(KNOWN.keySet());
                throw new IllegalArgumentException("unknown device '" + text + "'" + Nearest.hint(name, names)
                        + "; or give figures as in 60TFLOPS,4.8TB/s,139GiB");
            }
            return device;
        }
        OptionalDouble flops = OptionalDouble.empty();
        OptionalDouble bandwidth = OptionalDouble.empty();
        OptionalDouble memory = OptionalDouble.empty();
        for (String part : name.split(",")) {
            Matcher figure = FIGURE.matcher(part.strip());
            double number = figure.matches() ? number(figure.group(1)) : Double.NaN;
            if (!(number > 0)) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is no figure of a device: write 60TFLOPS,4.8TB/s,139GiB");
            }
            switch (figure.group(2).replace("/", "")) {
                case "tflops" -> flops = OptionalDouble.of(number * 1e12);
                case "gflops" -> flops = OptionalDouble.of(number * 1e9);
                case "tbs" -> bandwidth = OptionalDouble.of(number * 1e12);
                case "gbs" -> bandwidth = OptionalDouble.of(number * 1e9);
                case "gib" -> memory = OptionalDouble.of(number * GIB);
                case "tib" -> memory = OptionalDouble.of(number * GIB * 1024);
                case "tb" -> memory = OptionalDouble.of(number * 1e12);
                default -> memory = OptionalDouble.of(number * 1e9);
            }
        }
        if (flops.isEmpty() || bandwidth.isEmpty() || memory.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "' lacks one of FLOP/s, bytes/s and memory: write" + " 60TFLOPS,4.8TB/s,139GiB");
        }
        return new AssumedDevice(
                text.strip(), flops.getAsDouble(), bandwidth.getAsDouble(), (long) memory.getAsDouble());
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** That a cohort takes at least. */
    public double seconds(PricedCohort cohort) {
        return Math.max(cohort.flops() / flops, cohort.traffic() / bandwidth);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s (%.3g TFLOP/s, %.3g TB/s, %.0f GiB)",
                name,
                flops / 1e12,
                bandwidth / 1e12,
                memory / GIB);
    }
}
