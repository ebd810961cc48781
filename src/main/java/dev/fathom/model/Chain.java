package dev.fathom.model;

import dev.fathom.model.ArrayName.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Stored matrices one after the other: which way they must be read, and in which order, so that each layer's outputs are
 * the next one's inputs. Where more than one way is open, none is taken.
 *
 * @param layers in the order of the file, or in the natural order of their names
 * @param source of that order
 */
record Chain(Path place, List<Stored> layers, Source source) {
    /** Where the order of the layers comes from. */
    enum Source {
        /** The user gave it. */
        USER,
        /** The file keeps the order in which the model was built. */
        FILE,
        /** The numbers in their names, where there are any. */
        NAMES
    }

    /** @param evidence in words */
    record Reading(Layout layout, List<Stored> order, String evidence) {}

    /**
     * @param asked by the user, nullable
     * @param said by the file
     */
    Reading read(Layout asked, Optional<Layout> said) {
        if (asked != null) {
            return read(asked, "--layout " + asked, "as asked");
        }
        if (said.isPresent()) {
            return read(said.get(), "the file's layout " + said.get(), "as the file says");
        }
        Map<Layout, ChainOrder.Orders> possible = new EnumMap<>(Layout.class);
        for (Layout layout : Layout.values()) {
            ChainOrder.Orders orders = orders(layout);
            if (!orders.orders().isEmpty() || !orders.complete()) {
                possible.put(layout, orders);
            }
        }
        if (possible.isEmpty()) {
            throw complaint("its matrices do not follow each other: " + nearest() + "; name those of one chain by"
                    + " --layers NAME,NAME,...");
        }
        if (possible.size() == 1) {
            Layout only = possible.keySet().iterator().next();
            return reading(only, possible.get(only), "the only way the shapes fit");
        }
        return byNames(possible);
    }

    private Reading read(Layout layout, String who, String evidence) {
        ChainOrder.Orders orders = orders(layout);
        if (orders.orders().isEmpty() && orders.complete()) {
            throw complaint(breach(layout)
                    .map(breach -> breach + " under " + who)
                    .orElse("its matrices do not follow each other under " + who));
        }
        return reading(layout, orders, evidence);
    }

    private Reading byNames(Map<Layout, ChainOrder.Orders> possible) {
        List<Kind> kinds = layers.stream().map(l -> l.name().kind()).distinct().toList();
        if (kinds.equals(List.of(Kind.KERNEL))) {
            return reading(Layout.keras, possible.get(Layout.keras), "by the name 'kernel'");
        }
        if (kinds.equals(List.of(Kind.WEIGHT)) && layers.stream().allMatch(Chain::spelledOut)) {
            return reading(Layout.torch, possible.get(Layout.torch), "by the name 'weight'");
        }
        boolean square = layers.stream().allMatch(l -> l.rows() == l.columns());
        throw complaint((square ? "square matrices fit" : "its matrices fit")
                + " both ways and their names do not tell; say --layout torch for (out, in) or keras for (in, out)");
    }

    /** {@code W} alone says nothing of the library. */
    private static boolean spelledOut(Stored layer) {
        return layer.matrix().name().toLowerCase(Locale.ROOT).contains("weight");
    }

    private Reading reading(Layout layout, ChainOrder.Orders orders, String evidence) {
        if (!orders.unique()) {
            throw complaint("its layers fit in more than one order"
                    + orders.orders().stream().map(Chain::names).collect(Collectors.joining(", or ", ": ", ""))
                    + "; say which by --layers NAME,NAME,... (a * in a name stands for anything)");
        }
        List<Stored> order = orders.orders().get(0);
        return new Reading(
                layout, order, evidence + (order.equals(layers) ? "" : "; in the only order that fits the shapes"));
    }

    private static String names(List<Stored> order) {
        return order.stream().map(l -> l.matrix().name()).collect(Collectors.joining(","));
    }

    private ChainOrder.Orders orders(Layout layout) {
        boolean fits = breach(layout).isEmpty();
        if (source == Source.USER || source == Source.FILE && fits) {
            return new ChainOrder.Orders(fits ? List.of(layers) : List.of(), true);
        }
        return ChainOrder.of(layers, layout);
    }

    /** Where the chain breaks that comes furthest. */
    private String nearest() {
        return Arrays.stream(Layout.values())
                .max((a, b) -> Integer.compare(length(a), length(b)))
                .flatMap(this::breach)
                .orElseThrow();
    }

    private int length(Layout layout) {
        for (int i = 0; i < layers.size(); i++) {
            if (breachAt(layout, i).isPresent()) {
                return i;
            }
        }
        return layers.size();
    }

    private Optional<String> breach(Layout layout) {
        int length = length(layout);
        return length == layers.size() ? Optional.empty() : breachAt(layout, length);
    }

    private Optional<String> breachAt(Layout layout, int i) {
        Stored layer = layers.get(i);
        if (layer.biasContradicts(layout)) {
            return Optional.of(layer + " has a bias of " + layer.biases().orElseThrow() + " for " + layer.fanOut(layout)
                    + " outputs");
        }
        if (i > 0) {
            Stored before = layers.get(i - 1);
            int given = before.fanOut(layout);
            if (given != layer.fanIn(layout)) {
                return Optional.of(
                        layer + " takes " + layer.fanIn(layout) + " inputs, but " + before + " gives " + given);
            }
        }
        return Optional.empty();
    }

    private IllegalArgumentException complaint(String what) {
        return new IllegalArgumentException(place + ": " + what);
    }
}
