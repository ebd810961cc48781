package dev.fathom.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML 1.2, duplicate keys refused. */
final class Yaml {
    private Yaml() {}

    static List<Object> documents(Path file) throws IOException {
        List<Object> documents = new ArrayList<>();
        LoadSettings strict = LoadSettings.builder().setLabel(file.toString()).build();
        new Load(strict).loadAllFromString(Files.readString(file)).forEach(documents::add);
        return documents;
    }
}
