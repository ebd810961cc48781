package dev.fathom.advise;

import dev.fathom.init.Spellings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Code to paste that builds a network and draws exactly the initializer's law. */
public final class Code {
    private Code() {}

    /** By library: keras, pytorch, jax, dl4j; a comment where a library lacks the activation. */
    public static Map<String, String> of(CodedNetwork model) {
        Map<String, String> code = new LinkedHashMap<>();
        String advised = model.training();
        boolean dense = model.architecture().isDense();
        Spellings activation = model.activation().spellings();
        code.put(
                "keras",
                "# " + advised
                        + text(
                                activation.keras(),
                                () -> dense ? KerasCode.of(model) : BlockCode.of(model, new KerasBlocks())));
        code.put(
                "pytorch",
                "# " + advised
                        + text(
                                activation.pytorch(),
                                () -> dense ? TorchCode.of(model) : BlockCode.of(model, new TorchBlocks())));
        code.put(
                "jax",
                "# " + advised
                        + text(
                                activation.jax(),
                                () -> dense ? JaxCode.of(model) : BlockCode.of(model, new JaxBlocks())));
        String dl4j = Dl4jCode.of(model);
        code.put("dl4j", dl4j.startsWith("//") ? dl4j : dl4j + "// " + advised);
        return code;
    }

    private static String text(String activation, Supplier<String> code) {
        return activation == null ? "# has no such activation\n" : code.get();
    }
}
