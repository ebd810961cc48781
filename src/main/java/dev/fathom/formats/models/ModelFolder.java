package dev.fathom.formats.models;

import dev.fathom.formats.ArrayFiles;
import dev.fathom.formats.FormatException;
import dev.fathom.formats.OpenArrays;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder that holds a model: as Hugging Face lays it out, or as npy files. */
final class ModelFolder {
    /** Each alone is the whole model; the first that is there counts. */
    private static final List<String> WHOLE = List.of(
            "model.safetensors.index.json",
            "model.safetensors",
            "pytorch_model.bin.index.json",
            "pytorch_model.bin",
            "model.onnx");

    private static final List<String> ENDINGS =
            List.of(".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".keras", ".h5", ".onnx", ".npz");

    private ModelFolder() {}

    static OpenArrays open(Path folder) throws IOException {
        for (String name : WHOLE) {
            if (Files.exists(folder.resolve(name))) {
                return ModelFiles.open(folder.resolve(name));
            }
        }
        List<Path> models = new ArrayList<>();
        boolean npy = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String ending = ArrayFiles.ending(entry);
                npy |= ending.equals(".npy");
                if (ENDINGS.contains(ending) || entry.toString().endsWith(".index.json")) {
                    models.add(entry);
                }
            }
        }
        List<Path> indices =
                models.stream().filter(m -> m.toString().endsWith(".json")).toList();
        if (indices.size() == 1) {
            return ModelFiles.open(indices.get(0));
        }
        if (models.size() == 1) {
            return ModelFiles.open(models.get(0));
        }
        if (models.isEmpty() && !npy) {
            throw new FormatException(folder, "holds no *.npy and no model file");
        }
        if (!models.isEmpty()) {
            throw new FormatException(
                    folder,
                    "holds several model files: name one of "
                            + String.join(
                                    ", ",
                                    models.stream()
                                            .map(m -> m.getFileName().toString())
                                            .sorted()
                                            .toList()));
        }
        return ArrayFiles.openFolder(folder);
    }
}
