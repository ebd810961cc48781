package dev.fathom.model;

import dev.fathom.model.ArrayName.Role;
import dev.fathom.model.ModelReader.Stored;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Stored matrices one after the other: which way they must be read so that each layer's outputs are the next one's inputs. */
record Chain(Path place, List<Stored> layers) {
    /** @param evidence in words */
    record Reading(Layout layout, String evidence) {}

    /**
     * @param asked by the user, nullable
     * @param said by the file
     */
    Reading read(Layout asked, Optional<Layout> said) {
        if (asked != null) {
            requireFit(asked, "--layout " + asked);
            return new Reading(asked, "as asked");
        }
        if (said.isPresent()) {
            requireFit(said.get(), "the file's layout " + said.get());
            return new Reading(said.get(), "as the file says");
        }
        List<Layout> possible =
                Arrays.stream(Layout.values()).filter(l -> breach(l).isEmpty()).toList();
        if (possible.isEmpty()) {
            throw complaint("its matrices do not follow each other: " + nearest() + "; give the layers of one chain");
        }
        if (possible.size() == 1) {
            return new Reading(possible.get(0), "the only way the shapes fit");
        }
        return byNames();
    }

    private Reading byNames() {
        List<Role> roles = layers.stream().map(l -> l.name().role()).distinct().toList();
        if (roles.equals(List.of(Role.KERNEL))) {
            return new Reading(Layout.keras, "by the name 'kernel'");
        }
        if (roles.equals(List.of(Role.WEIGHT)) && layers.stream().allMatch(Chain::spelledOut)) {
            return new Reading(Layout.torch, "by the name 'weight'");
        }
        throw complaint("square matrices fit both ways and their names do not tell; say --layout torch for (out, in) or"
                + " keras for (in, out)");
    }

    /** {@code W} alone says nothing of the library. */
    private static boolean spelledOut(Stored layer) {
        return layer.matrix().name().toLowerCase(java.util.Locale.ROOT).contains("weight");
    }

    private void requireFit(Layout layout, String who) {
        breach(layout).ifPresent(breach -> {
            throw complaint(breach + " under " + who);
        });
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
        int in = layout.fanIn(layer.rows(), layer.columns());
        int out = layout.fanOut(layer.rows(), layer.columns());
        if (layer.biases().isPresent() && layer.biases().get() != out) {
            return Optional.of(layer + " has a bias of " + layer.biases().get() + " for " + out + " outputs");
        }
        if (i > 0) {
            Stored before = layers.get(i - 1);
            int given = layout.fanOut(before.rows(), before.columns());
            if (given != in) {
                return Optional.of(layer + " takes " + in + " inputs, but " + before + " gives " + given);
            }
        }
        return Optional.empty();
    }

    private IllegalArgumentException complaint(String what) {
        return new IllegalArgumentException(place + ": " + what);
    }
}
