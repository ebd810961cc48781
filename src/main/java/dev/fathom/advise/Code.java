package dev.fathom.advise;

import java.util.LinkedHashMap;
import java.util.Map;

/** Code to paste that builds a network and draws exactly the initializer's law. */
public final class Code {
    private Code() {}

    /** By library: keras, pytorch, jax, dl4j. */
    public static Map<String, String> of(CodedNetwork model) {
        Map<String, String> code = new LinkedHashMap<>();
        code.put("keras", KerasCode.of(model));
        code.put("pytorch", TorchCode.of(model));
        code.put("jax", JaxCode.of(model));
        code.put("dl4j", Dl4jCode.of(model));
        return code;
    }
}
