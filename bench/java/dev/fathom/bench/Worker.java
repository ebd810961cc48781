package dev.fathom.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A process that holds one contender and obeys one-line commands on its standard input. */
public final class Worker {
    private Worker() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Contender contender = contender(args[0])) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(obey(contender, line));
            }
        }
    }

    private static Contender contender(String name) throws IOException {
        switch (name) {
            case "fathom":
                return new FathomContender(0);
            case "measured":
                return new FathomContender(10);
            case "products":
                return new Products();
            case "pytorch":
                return new PyTorchContender();
            case "dl4j":
                return new Dl4jContender();
            case "jax":
                return new PythonContender("bench/gpu/jax_nets.py");
            case "vmap":
                return new PythonContender("bench/cpu/vmap_nets.py");
            default:
                throw new IllegalArgumentException("no contender " + name);
        }
    }

    private static String obey(Contender contender, String line) throws IOException {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "describe":
                return contender.describe();
            case "prepare":
                String[] rest = words[1].split(" ", 2);
                contender.prepare(Case.parse(rest[1]), Integer.parseInt(rest[0]));
                return "ready";
            case "losses":
                StringBuilder losses = new StringBuilder();
                for (float loss : contender.losses(Integer.parseInt(words[1]))) {
                    losses.append(String.format(Locale.ROOT, "%.9g ", loss));
                }
                return losses.toString().trim();
            case "train":
                return Long.toString(contender.train());
            default:
                throw new IllegalArgumentException("no command " + line);
        }
    }
}
