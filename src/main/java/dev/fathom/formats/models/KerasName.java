package dev.fathom.formats.models;

import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.util.List;

/**
 * How a variable of Keras is called here. Keras 3 numbers the variables of a layer ({@code layers/dense_1/vars/0}); they
 * get the names back under which the layer made them ({@code layers/dense_1/kernel}).
 *
 * @param layer as the model's configuration names it
 */
record KerasName(String layer, String array) {
    private static final String VARS = "vars";
    private static final List<String> NORM = List.of("gamma", "beta", "moving_mean", "moving_variance");
    private static final List<String> RECURRENT = List.of("kernel", "recurrent_kernel", "bias");

    static KerasName of(Group group, String path, Dataset dataset) {
        if (!path.endsWith(VARS)) {
            String[] parts = path.split("/");
            return new KerasName(parts[0], shortened(path, dataset.getName()));
        }
        String owner = path.equals(VARS) ? "" : path.substring(0, path.length() - VARS.length() - 1);
        if (owner.startsWith("layers/")) {
            owner = owner.substring("layers/".length());
        }
        Attribute said = group.getAttribute("name");
        String own = said == null ? owner : String.valueOf(said.getData());
        String called = owner.contains("/") ? owner : own;
        String name = (called.isEmpty() ? "" : called + "/") + variable(owner, group, dataset);
        return new KerasName(called, name);
    }

    /** {@code dense/sequential/dense/kernel:0} is {@code dense/kernel}: the older form says the layer twice. */
    private static String shortened(String path, String name) {
        String[] parts = path.split("/");
        String plain = name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
        boolean twice = parts.length > 1 && parts[parts.length - 1].equals(parts[0]);
        return path.isEmpty() ? plain : (twice ? parts[0] : path) + "/" + plain;
    }

    private static String variable(String owner, Group group, Dataset dataset) {
        int number = dataset.getName().matches("\\d{1,2}") ? Integer.parseInt(dataset.getName()) : -1;
        int count = group.getChildren().size();
        if (number < 0) {
            return dataset.getName();
        }
        if (owner.contains("norm") && number < NORM.size()) {
            return NORM.get(number);
        }
        if (owner.contains("embedding") && number == 0) {
            return "embeddings";
        }
        if (owner.endsWith("_cell") || owner.endsWith("/cell")) {
            return number < RECURRENT.size() ? RECURRENT.get(number) : dataset.getName();
        }
        boolean several = dataset.getDimensions().length > 1;
        if (count <= 2 && number == 0 && several) {
            return "kernel";
        }
        return count <= 2 && number == 1 ? "bias" : dataset.getName();
    }
}
