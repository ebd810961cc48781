package dev.fathom.formats.models;

import dev.fathom.formats.FormatException;
import dev.fathom.formats.NaturalOrder;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.StoredArray;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models that Keras saved: {@code .keras} (a zip of configuration and HDF5), {@code .weights.h5}, and the older
 * {@code .h5}; any other HDF5 file too, under the paths of its datasets. Optimizers' state is left out.
 */
final class KerasFile {
    static final String WEIGHTS = "model.weights.h5";

    private final Path place;
    private final Path file;
    private final FileChannel channel;
    private final HdfFile hdf;
    private final Map<String, Integer> layerOrder;
    private final List<Found> found = new ArrayList<>();

    private record Found(String layer, StoredArray array) {}

    private KerasFile(Path place, Path file, FileChannel channel, HdfFile hdf, Map<String, Integer> layerOrder) {
        this.place = place;
        this.file = file;
        this.channel = channel;
        this.hdf = hdf;
        this.layerOrder = layerOrder;
    }

    static OpenArrays open(Path file) throws IOException {
        return open(file, file, Map.of(), List.of());
    }

    /** HDF5 is read from place to place, so the archive's part is unpacked beside the program's other passing files. */
    static OpenArrays openZip(Path file) throws IOException {
        Path unpacked = Files.createTempFile("fathom", ".h5");
        Closeable removal = () -> Files.deleteIfExists(unpacked);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            try (InputStream in = zip.getInputStream(zip.getEntry(WEIGHTS))) {
                Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
            }
            return open(file, unpacked, layers(file, zip), List.of(removal));
        } catch (IOException | RuntimeException e) {
            removal.close();
            throw e;
        }
    }

    /** Layers by name, in the order of the configuration. */
    private static Map<String, Integer> layers(Path file, ZipFile zip) throws IOException {
        Map<String, Integer> order = new HashMap<>();
        ZipEntry entry = zip.getEntry("config.json");
        if (entry != null) {
            try (InputStream in = zip.getInputStream(entry)) {
                JsonNode layers =
                        JsonMapper.builder().build().readTree(in).path("config").path("layers");
                layers.forEach(layer ->
                        order.putIfAbsent(layer.path("config").path("name").asString(""), order.size()));
            } catch (JacksonException e) {
                throw new FormatException(file, "its config.json is not JSON: " + e.getOriginalMessage());
            }
        }
        return order;
    }

    private static OpenArrays open(Path place, Path file, Map<String, Integer> layers, List<Closeable> more)
            throws IOException {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // jhdf's log has no place here
        List<Closeable> resources = new ArrayList<>();
        try {
            FileChannel channel = FileChannel.open(file);
            resources.add(channel);
            HdfFile hdf = new HdfFile(channel); // else a file that it opened itself stays open where it fails
            resources.addAll(more);
            return new KerasFile(place, file, channel, hdf, new HashMap<>(layers)).arrays(resources);
        } catch (RuntimeException | LinkageError e) {
            for (Closeable resource : resources) {
                resource.close();
            }
            if (e instanceof FormatException known) {
                throw known;
            }
            throw new FormatException(place, "not an HDF5 file that can be read, or damaged: " + reason(e));
        }
    }

    /** The first words of the reason: jhdf wraps one failure into another. */
    static String reason(Throwable failure) {
        String said = failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage().lines().findFirst().orElse("");
        return failure instanceof LinkageError ? "it is packed by LZ4, which is not read" : said;
    }

    private OpenArrays arrays(List<Closeable> resources) {
        Node root = hdf.getChild("model_weights");
        if (root instanceof Group weights) {
            names(weights.getAttribute("layer_names"));
            walk(weights, "");
        } else if (hdf.getAttribute("layer_names") != null) {
            names(hdf.getAttribute("layer_names"));
            walk(hdf, "");
        } else {
            walk(hdf, "");
        }
        boolean ordered = !layerOrder.isEmpty();
        found.sort(Comparator.<Found>comparingInt(f -> layerOrder.getOrDefault(f.layer(), Integer.MAX_VALUE))
                .thenComparing(f -> ordered ? "" : f.array().name(), NaturalOrder.INSTANCE));
        return new OpenArrays(place, found.stream().map(Found::array).toList(), Map.of(), ordered, resources);
    }

    private void names(Attribute attribute) {
        if (attribute != null && attribute.getData() instanceof Object[] names) {
            for (Object name : names) {
                layerOrder.putIfAbsent(String.valueOf(name), layerOrder.size());
            }
        }
    }

    private void walk(Group group, String path) {
        List<Node> children = new ArrayList<>(group.getChildren().values());
        children.sort(Comparator.comparing(Node::getName, NaturalOrder.INSTANCE));
        for (Node child : children) {
            boolean optimizer = path.isEmpty() && (child.getName().startsWith("optimizer"));
            String below = path.isEmpty() ? child.getName() : path + "/" + child.getName();
            if (child instanceof Group inner && !optimizer) {
                walk(inner, below);
            } else if (child instanceof Dataset dataset) {
                KerasName name = KerasName.of(group, path, dataset);
                found.add(new Found(
                        name.layer(), Hdf5.array(file, channel, hdf.getUserBlockSize(), name.array(), dataset)));
            }
        }
    }
}
