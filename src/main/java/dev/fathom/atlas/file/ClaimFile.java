package dev.fathom.atlas.file;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.Scale;
import dev.fathom.study.StudyException;
import dev.fathom.study.StudyTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a claim from YAML: its source, the networks, the figures and what is expected of them. */
public final class ClaimFile {
    static final List<String> NEEDED = List.of("claim", "source", "statement", "published", "parts");
    private static final List<String> KEYS = List.of(
            "claim",
            "source",
            "statement",
            "published",
            "parts",
            "scope",
            "full_data",
            "setting",
            "first_seed",
            "networks",
            "full");
    private static final List<Integer> NETWORKS = List.of(8);

    private final StudyTree tree;

    private ClaimFile(String file) {
        tree = new StudyTree(file);
    }

    /** @throws StudyException with the place, where it is no claim */
    public static Claim read(String file, String text) {
        return new ClaimFile(file).claim(text);
    }

    /** One of those that come with the program. */
    public static Claim builtIn(String name) {
        try (InputStream in = ClaimFile.class.getResourceAsStream("/dev/fathom/atlas/" + name + ".yaml")) {
            return read(name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Claim claim(String text) {
        MappingNode root = tree.root(text);
        Map<String, Node> keys = tree.keys(root, KEYS);
        for (String needed : NEEDED) {
            if (!keys.containsKey(needed)) {
                throw tree.complaint(root, "the claim has no '" + needed + "'; add it");
            }
        }
        String name = tree.scalar(keys.get("claim"), "");
        if (!name.matches("[a-z0-9-]+")) {
            throw tree.complaint(
                    keys.get("claim"), "a claim's name has small letters, digits and - alone, got '" + name + "'");
        }
        for (Scale scale : Scale.values()) {
            parts(keys, scale); // complaints come before anything is measured
        }
        return new Claim(
                name,
                tree.scalar(keys.get("source"), ""),
                tree.scalar(keys.get("statement"), ""),
                tree.scalar(keys.get("published"), ""),
                scale -> parts(keys, scale),
                tree.scalar(keys.get("full_data"), ""),
                tree.scalar(keys.get("scope"), ""),
                rule(keys));
    }

    private List<Part> parts(Map<String, Node> keys, Scale scale) {
        Node networks = keys.get("networks");
        List<Node> settings = new ArrayList<>();
        settings.add(keys.get("setting"));
        if (scale == Scale.FULL && keys.containsKey("full")) {
            if (!(keys.get("full") instanceof MappingNode mapping)) {
                throw tree.complaint(keys.get("full"), "'full' is a mapping with a 'setting' or 'networks' of its own");
            }
            Map<String, Node> full = tree.keys(mapping, List.of("setting", "networks"));
            settings.add(full.get("setting"));
            networks = full.getOrDefault("networks", networks);
        }
        PartReader reader = new PartReader(tree, scale, settings, firstSeed(keys.get("first_seed")), looks(networks));
        List<Part> parts = new ArrayList<>();
        tree.entries(keys.get("parts")).forEach(node -> parts.addAll(reader.parts(node)));
        if (parts.isEmpty()) {
            throw tree.complaint(keys.get("parts"), "the claim has no parts; give a figure and what is expected of it");
        }
        parts.sort(Comparator.comparingInt(part -> part.expectation().depth()));
        return parts;
    }

    private String rule(Map<String, Node> keys) {
        List<Integer> looks = looks(keys.get("networks"));
        int first = firstSeed(keys.get("first_seed"));
        String fresh = first > 0 ? "; seeds below " + first + " were looked at before, and are not among them" : "";
        if (parts(keys, Scale.QUICK).stream()
                .anyMatch(part -> part.expectation().ofDepth())) {
            return "chosen by the search as it went, at most " + looks.get(looks.size() - 1) + " for each figure";
        }
        return (looks.size() > 1 ? Measurement.rule(looks) : Claim.FIXED) + fresh;
    }

    private int firstSeed(Node node) {
        String text = tree.scalar(node, "0");
        if (!text.matches("\\d{1,6}")) {
            throw tree.complaint(node, "'first_seed' takes a whole number from 0 on, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private List<Integer> looks(Node node) {
        List<Integer> looks = new ArrayList<>();
        for (Node entry : tree.entries(node)) {
            String text = tree.scalar(entry, "");
            int last = looks.isEmpty() ? 1 : looks.get(looks.size() - 1);
            if (!text.matches("\\d{1,6}") || Integer.parseInt(text) <= last) {
                throw tree.complaint(
                        entry, "'networks' takes a whole number above 1, or several that ascend, got '" + text + "'");
            }
            looks.add(Integer.parseInt(text));
        }
        return looks.isEmpty() ? NETWORKS : looks;
    }
}
