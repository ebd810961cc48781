package dev.fathom.formats.models;

import dev.fathom.formats.FormatException;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.StoredArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model in shards, as Hugging Face writes it: {@code weight_map} says in which file beside the index each array lies. */
final class ShardIndex {
    private final Path file;

    private ShardIndex(Path file) {
        this.file = file;
    }

    static OpenArrays open(Path file) throws IOException {
        ShardIndex index = new ShardIndex(file);
        Map<String, String> shardOf = index.weightMap();
        List<OpenArrays> shards = new ArrayList<>();
        try {
            return index.open(shardOf, shards);
        } catch (IOException | RuntimeException e) {
            for (OpenArrays shard : shards) {
                shard.close();
            }
            throw e;
        }
    }

    private Map<String, String> weightMap() throws IOException {
        JsonNode map;
        try {
            map = JsonMapper.builder()
                    .build()
                    .readTree(Files.readString(file, StandardCharsets.UTF_8))
                    .path("weight_map");
        } catch (JacksonException e) {
            throw new FormatException(file, "is not JSON: " + e.getOriginalMessage());
        }
        if (!map.isObject() || map.isEmpty()) {
            throw new FormatException(
                    file, "has no weight_map: give the *.index.json of a model in shards, or the model's file");
        }
        Map<String, String> shardOf = new LinkedHashMap<>();
        map.properties().forEach(entry -> {
            String shard = entry.getValue().asString("");
            if (shard.isEmpty() || shard.contains("/") || shard.contains("\\") || shard.equals("..")) {
                throw new FormatException(
                        file, "'" + entry.getKey() + "' is in no file of this folder: '" + shard + "'");
            }
            shardOf.put(entry.getKey(), shard);
        });
        return shardOf;
    }

    private OpenArrays open(Map<String, String> shardOf, List<OpenArrays> shards) throws IOException {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String name : shardOf.values().stream().distinct().sorted().toList()) {
            Path shard = file.resolveSibling(name);
            if (!Files.exists(shard)) {
                throw new FormatException(file, "the shard " + name + " is missing: fetch it");
            }
            OpenArrays opened = ModelFiles.open(shard);
            shards.add(opened);
            metadata.putAll(opened.metadata());
            for (StoredArray array : opened.arrays()) {
                if (name.equals(shardOf.get(array.name()))) {
                    arrays.put(array.name(), array);
                } else if (!shardOf.containsKey(array.name())) {
                    throw new FormatException(shard, "'" + array.name() + "' is not in the index: one of them is old");
                }
            }
        }
        List<String> missing =
                shardOf.keySet().stream().filter(n -> !arrays.containsKey(n)).toList();
        if (!missing.isEmpty()) {
            throw new FormatException(
                    file, "'" + missing.get(0) + "' is not in its shard " + shardOf.get(missing.get(0)));
        }
        return new OpenArrays(file, List.copyOf(arrays.values()), metadata, false, shards);
    }
}
