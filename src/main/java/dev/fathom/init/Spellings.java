package dev.fathom.init;

/**
 * How libraries spell one law: code that draws exactly it, null where a library has none.
 *
 * @param keras, pytorch, jax, dl4j code to paste
 */
public record Spellings(String keras, String pytorch, String jax, String dl4j) {
    public static final Spellings NONE = new Spellings(null, null, null, null);
}
