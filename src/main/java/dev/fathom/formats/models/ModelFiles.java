package dev.fathom.formats.models;

import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFile;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.formats.FormatException;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Model files of all formats: by their first bytes, and where those say nothing, by the ending of the name. */
public final class ModelFiles {
    private static final String NPY = ".npy";

    private ModelFiles() {}

    /**
     * Opens a file or a folder: a Hugging Face model, or npy files.
     *
     * @throws FormatException where it is missing or not what it claims to be
     */
    public static OpenArrays open(Path place) {
        try {
            if (Files.isDirectory(place)) {
                return ModelFolder.open(place);
            }
            if (!Files.exists(place) && ArrayFiles.ending(place).equals(NPY)) {
                return ArrayFiles.openNpy(place);
            }
            return openFile(place);
        } catch (NoSuchFileException e) {
            throw new FormatException(place, "no such file");
        } catch (ZipException e) {
            throw new FormatException(
                    place, "not an npz archive or other zip file, or cut off; write it again: " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw new FormatException(place, "cannot be read: " + e.getMessage());
        }
    }

    private static OpenArrays openFile(Path file) throws IOException {
        switch (Signature.of(file)) {
            case ZIP:
                return openZip(file);
            case HDF5:
                return KerasFile.open(file);
            case NPY:
                return ArrayFiles.openNpy(file);
            case PICKLE:
                return TorchFile.openOld(file);
            default:
                return byEnding(file);
        }
    }

    private static OpenArrays openZip(Path file) throws IOException {
        boolean torch;
        boolean keras;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            torch = TorchFile.pickle(zip).isPresent();
            keras = zip.getEntry(KerasFile.WEIGHTS) != null;
        }
        return torch ? TorchFile.openZip(file) : keras ? KerasFile.openZip(file) : openNpz(file);
    }

    private static OpenArrays openNpz(Path file) throws IOException {
        OpenArrays npz = ArrayFiles.openNpz(file);
        if (npz.arrays().isEmpty() && !ArrayFiles.ending(file).equals(".npz")) {
            npz.close();
            throw new FormatException(
                    file, "is a zip archive, but of no model: it has no data.pkl, model.weights.h5 or .npy in it");
        }
        return npz;
    }

    private static OpenArrays byEnding(Path file) throws IOException {
        return switch (ArrayFiles.ending(file)) {
            case ".safetensors" -> Safetensors.open(file);
            case ".json" -> ShardIndex.open(file);
            case ".onnx" -> Onnx.open(file);
            case ".npz" -> ArrayFiles.openNpz(file);
            case NPY -> ArrayFiles.openNpy(file);
            case ".keras", ".pt", ".pth", ".bin", ".ckpt" ->
                throw new FormatException(
                        file, "is neither a zip archive nor a pickle, as Keras or PyTorch write them: it is damaged");
            case ".h5", ".hdf5" -> KerasFile.open(file); // its first bytes may be a block of the user's
            default ->
                throw new FormatException(
                        file,
                        "a model ends in .safetensors, .pt, .pth, .bin, .keras, .h5, .onnx, .npz or .npy, or is a folder of"
                                + " such files");
        };
    }

    /** Opens one model: several files are npy files, in the order given. */
    public static OpenArrays open(List<Path> files) {
        if (files.size() == 1) {
            return open(files.get(0));
        }
        for (Path file : files) {
            if (!ArrayFiles.ending(file).equals(NPY)) {
                throw new FormatException(file, "several files of one model must all end in .npy");
            }
        }
        try {
            return ArrayFiles.openNpy(files.get(0), files, true);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage() + ": no such file, or it cannot be read");
        }
    }

    /** Reads the arrays that are wanted. */
    public static ArrayFile read(List<Path> files, Predicate<Array.Header> wanted) {
        try (OpenArrays arrays = open(files)) {
            return arrays.read(wanted);
        } catch (IOException e) {
            throw new FormatException(files.get(0), "cannot be read: " + e.getMessage());
        }
    }
}
