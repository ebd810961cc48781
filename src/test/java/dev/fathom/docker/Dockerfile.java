package dev.fathom.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A Dockerfile's instructions in order, continued lines joined and comments gone. */
record Dockerfile(List<Instruction> instructions) {
    private static final Set<String> KEYWORDS = Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    /** One instruction: {@code COPY} with {@code --from=build a b}. */
    record Instruction(String keyword, String text) {
        List<String> words() {
            return List.of(text.split("\\s+"));
        }

        /** The exec form, a JSON list. */
        List<String> exec() {
            return JsonMapper.shared()
                    .readValue(text.substring(text.indexOf('[')), new TypeReference<List<String>>() {});
        }
    }

    static Dockerfile read(Path file) throws IOException {
        List<Instruction> instructions = new ArrayList<>();
        StringBuilder pending = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            if (line.endsWith("\\")) {
                pending.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            instructions.add(instruction(pending.append(line).toString().strip()));
            pending.setLength(0);
        }
        if (!pending.isEmpty()) {
            throw new IllegalArgumentException(file + " ends within an instruction");
        }
        return new Dockerfile(instructions);
    }

    private static Instruction instruction(String line) {
        String[] parts = line.split("\\s+", 2);
        if (parts.length < 2 || !KEYWORDS.contains(parts[0])) {
            throw new IllegalArgumentException("no instruction of a Dockerfile: " + line);
        }
        return new Instruction(parts[0], parts[1]);
    }

    /** All instructions of the last stage, which is the image: from its FROM on. */
    List<Instruction> image() {
        int last = 0;
        for (int i = 0; i < instructions.size(); i++) {
            last = instructions.get(i).keyword().equals("FROM") ? i : last;
        }
        return instructions.subList(last, instructions.size());
    }

    /** The only such instruction of the image. */
    Instruction only(String keyword) {
        List<Instruction> found =
                image().stream().filter(i -> i.keyword().equals(keyword)).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " times " + keyword + " in the image, not once");
        }
        return found.get(0);
    }
}
