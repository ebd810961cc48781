package dev.fathom.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A learning rate by layer, {@code learning_rate: {first: 0.2, hidden: 0.1, last: 0.05}}, is short for the hidden layers' rate
 * and factors on it: {@code learning_rate: 0.1}, {@code rate_first: 2}, {@code rate_last: 0.5}. Where hidden layers stay as they
 * are drawn, the rate is that of the first layer, or of the last.
 */
final class LayerRates {
    static final List<String> LAYERS = List.of("first", "hidden", "last");

    private LayerRates() {}

    /** The values with a rate by layer written out; the same where there is none. */
    static Map<String, Node> writtenOut(StudyTree tree, Map<String, Node> values) {
        String key = Fields.LEARNING_RATE.key();
        if (!(values.get(key) instanceof MappingNode mapping)) {
            return values;
        }
        Map<String, BigDecimal> rates = rates(tree, mapping);
        BigDecimal rate = Stream.of("hidden", "first", "last")
                .map(rates::get)
                .filter(each -> each.signum() > 0)
                .findFirst()
                .orElseThrow(() -> tree.complaint(mapping, key + " is 0 in all layers: one of them must learn"));
        Map<String, Node> all = new LinkedHashMap<>(values);
        all.put(key, Nodes.scalar(mapping, rate.toString()));
        rates.forEach((layer, own) -> {
            String factor = "rate_" + layer;
            if (values.containsKey(factor)) {
                throw tree.complaint(
                        values.get(factor), factor + " stands beside a " + key + " by layer: leave one of them out");
            }
            BigDecimal ratio = own.divide(rate, MathContext.DECIMAL64); // of the decimals as written: 0.3 / 0.1 is 3
            all.put(factor, Nodes.scalar(mapping, ratio.toString()));
        });
        return all;
    }

    private static Map<String, BigDecimal> rates(StudyTree tree, MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            String layer = tree.scalar(entry.getKeyNode(), "");
            if (!LAYERS.contains(layer)) {
                throw tree.complaint(
                        entry.getKeyNode(),
                        "learning_rate has rates for first, hidden and last, not for '" + layer + "'");
            }
        }
        Map<String, Node> written = tree.keys(mapping, LAYERS);
        Map<String, BigDecimal> rates = new LinkedHashMap<>();
        for (String layer : LAYERS) {
            Node node = written.get(layer);
            if (node == null) {
                throw tree.complaint(
                        mapping, "learning_rate has no rate for '" + layer + "'; give first, hidden and last");
            }
            try {
                double rate = Domain.Real.NOT_NEGATIVE.parse("learning_rate of " + layer, tree.scalar(node, ""));
                rates.put(layer, BigDecimal.valueOf(rate));
            } catch (StudyException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw tree.complaint(node, e.getMessage());
            }
        }
        return rates;
    }
}
