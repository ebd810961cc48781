package dev.fathom.device.cuda.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** The kernels of this package's PTX resources, loaded into one context. */
public final class Kernels implements AutoCloseable {
    /** One resource for each source in kernels/. */
    public static final List<String> MODULES = List.of(
            "activate",
            "add_row",
            "attention",
            "backpropagate",
            "columns",
            "convolve",
            "draw",
            "gather",
            "loss",
            "moments",
            "normalize",
            "orthogonal",
            "positions",
            "rescale",
            "split",
            "tokens",
            "update");

    private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+(\\w+)\\s*\\(([^)]*)\\)");
    private static final Pattern PARAMETER =
            Pattern.compile("\\.param\\s+(?:\\.align\\s+\\d+\\s+)?\\.[a-z](\\d+)\\s+\\w+(?:\\[(\\d+)\\])?");

    private final List<CUmodule> modules = new ArrayList<>();
    private final Map<String, Kernel> kernels = new HashMap<>();

    public Kernels() {
        for (String name : MODULES) {
            load(ptx(name));
        }
    }

    /** The PTX of one module. */
    public static String ptx(String module) {
        try (InputStream resource = Kernels.class.getResourceAsStream("/dev/fathom/device/cuda/" + module + ".ptx")) {
            if (resource == null) {
                throw new IllegalStateException("the kernels " + module + ".ptx are missing from the jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(String ptx) {
        CUmodule module = new CUmodule();
        byte[] text = ptx.getBytes(StandardCharsets.UTF_8);
        Check.driver(JCudaDriver.cuModuleLoadData(module, Arrays.copyOf(text, text.length + 1)), "loading the kernels");
        modules.add(module);
        parameterSizes(ptx).forEach((name, sizes) -> {
            CUfunction function = new CUfunction();
            Check.driver(JCudaDriver.cuModuleGetFunction(function, module, name), "loading kernel " + name);
            kernels.put(name, new Kernel(name, function, sizes));
        });
    }

    /** For each entry of a module, the bytes of each of its parameters. */
    static Map<String, List<Integer>> parameterSizes(String ptx) {
        Map<String, List<Integer>> entries = new HashMap<>();
        Matcher entry = ENTRY.matcher(ptx);
        while (entry.find()) {
            List<Integer> sizes = new ArrayList<>();
            Matcher parameter = PARAMETER.matcher(entry.group(2));
            while (parameter.find()) {
                boolean array = parameter.group(2) != null;
                sizes.add(array ? Integer.parseInt(parameter.group(2)) : Integer.parseInt(parameter.group(1)) / 8);
            }
            entries.put(entry.group(1), List.copyOf(sizes));
        }
        return entries;
    }

    public Kernel named(String name) {
        Kernel kernel = kernels.get(name);
        if (kernel == null) {
            throw new IllegalArgumentException("there is no kernel " + name);
        }
        return kernel;
    }

    @Override
    public void close() {
        modules.forEach(JCudaDriver::cuModuleUnload);
    }
}
