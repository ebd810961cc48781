package dev.fathom.model;

import dev.fathom.formats.NaturalOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders in which layers can follow each other: each takes as many inputs as the one before gives, and numbers in names
 * count upwards. Words order nothing: {@code decoder} comes before {@code encoder} in the alphabet alone.
 */
final class ChainOrder {
    private static final int MOST_STEPS = 100_000;

    private final List<Stored> layers;
    private final Layout layout;
    private final List<List<Integer>> followers = new ArrayList<>();
    private final int[] waitsFor;
    private final boolean[] placed;
    private final List<Stored> order = new ArrayList<>();
    private final List<List<Stored>> found = new ArrayList<>();
    private int steps;

    private ChainOrder(List<Stored> layers, Layout layout) {
        this.layers = layers;
        this.layout = layout;
        this.placed = new boolean[layers.size()];
        this.waitsFor = new int[layers.size()];
        List<List<List<String>>> names =
                layers.stream().map(l -> components(l.matrix().name())).toList();
        for (int i = 0; i < layers.size(); i++) {
            List<Integer> later = new ArrayList<>();
            for (int j = 0; j < layers.size(); j++) {
                if (i != j && precedes(names.get(i), names.get(j))) {
                    later.add(j);
                    waitsFor[j]++;
                }
            }
            followers.add(later);
        }
    }

    /**
     * What was found.
     *
     * @param orders at most two: a second one says that the first is a guess
     * @param complete whether all were tried
     */
    record Orders(List<List<Stored>> orders, boolean complete) {
        boolean unique() {
            return complete && orders.size() == 1;
        }
    }

    static Orders of(List<Stored> layers, Layout layout) {
        if (layers.stream().anyMatch(layer -> layer.biasContradicts(layout))) {
            return new Orders(List.of(), true);
        }
        ChainOrder search = new ChainOrder(layers, layout);
        search.extend(-1);
        return new Orders(search.found, search.steps < MOST_STEPS);
    }

    private void extend(int inputs) {
        if (order.size() == layers.size()) {
            found.add(List.copyOf(order));
            return;
        }
        for (int i = 0; i < placed.length && found.size() < 2 && steps < MOST_STEPS; i++) {
            Stored layer = layers.get(i);
            boolean fits = inputs < 0 || layer.fanIn(layout) == inputs;
            if (!placed[i] && fits && waitsFor[i] == 0) {
                steps++;
                placed[i] = true;
                order.add(layer);
                followers.get(i).forEach(later -> waitsFor[later]--);
                extend(layer.fanOut(layout));
                followers.get(i).forEach(later -> waitsFor[later]++);
                order.remove(order.size() - 1);
                placed[i] = false;
            }
        }
    }

    /** Words and numbers of each part of a name: {@code net.fc10.weight} is [[net], [fc, 10], [weight]]. */
    private static List<List<String>> components(String name) {
        List<List<String>> components = new ArrayList<>();
        for (String part : name.split("[./:]")) {
            List<String> tokens = new ArrayList<>();
            for (String token : part.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)|_|-")) {
                if (!token.isEmpty()) {
                    tokens.add(token);
                }
            }
            components.add(tokens);
        }
        return components;
    }

    private static boolean precedes(List<List<String>> a, List<List<String>> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!a.get(i).equals(b.get(i))) {
                return comesFirst(a.get(i), b.get(i));
            }
        }
        return false;
    }

    private static boolean comesFirst(List<String> a, List<String> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            String left = a.get(i);
            String right = b.get(i);
            if (!left.equals(right)) {
                boolean numbers = number(left) && number(right);
                boolean letters = left.length() == 1 && right.length() == 1;
                return (numbers || letters) && NaturalOrder.INSTANCE.compare(left, right) < 0;
            }
        }
        return a.size() < b.size(); // dense, dense_1
    }

    private static boolean number(String token) {
        return Character.isDigit(token.charAt(0));
    }
}
