package dev.fathom.formats.models;

import dev.fathom.formats.models.TorchObjects.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of whatever a checkpoint holds, by their names. Where a checkpoint has its model under a key of its own, the
 * key is no part of the names; the state of optimizers is left out, and said.
 *
 * @param leftOut keys whose tensors are no weights
 */
record StateDict(Map<String, Tensor> tensors, List<String> leftOut) {
    private static final int DEEPEST = 32;

    static StateDict of(Object saved) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        List<String> leftOut = new java.util.ArrayList<>();
        if (saved instanceof Tensor tensor) {
            return new StateDict(Map.of("tensor", tensor), leftOut);
        }
        collect("", saved, found, leftOut, 0);
        return new StateDict(withoutCommonKey(saved, found), leftOut);
    }

    private static void collect(String path, Object value, Map<String, Tensor> found, List<String> leftOut, int depth) {
        if (depth > DEEPEST) {
            throw new Pickle.Refused("has dictionaries within each other " + DEEPEST + " times over");
        }
        if (value instanceof Tensor tensor) {
            found.put(path, tensor);
        } else if (value instanceof Map<?, ?> map) {
            if (map.containsKey("param_groups") && map.containsKey("state")) {
                leftOut.add(path);
                return;
            }
            map.forEach((key, inner) -> collect(below(path, key), inner, found, leftOut, depth + 1));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(below(path, i), list.get(i), found, leftOut, depth + 1);
            }
        }
    }

    private static String below(String path, Object key) {
        return path.isEmpty() ? key.toString() : path + "." + key;
    }

    /** {@code state_dict.0.weight} is {@code 0.weight} where everything lies under that one dictionary. */
    private static Map<String, Tensor> withoutCommonKey(Object saved, Map<String, Tensor> found) {
        if (saved instanceof Map<?, ?> map && !found.isEmpty()) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String prefix = entry.getKey() + ".";
                boolean words = entry.getValue() instanceof Map<?, ?> inner
                        && inner.values().stream().anyMatch(Tensor.class::isInstance);
                if (words && found.keySet().stream().allMatch(name -> name.startsWith(prefix))) {
                    Map<String, Tensor> shorter = new LinkedHashMap<>();
                    found.forEach((name, tensor) -> shorter.put(name.substring(prefix.length()), tensor));
                    return shorter;
                }
            }
        }
        return found;
    }
}
