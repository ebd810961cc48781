package dev.fathom.device.cuda.libraries;

/**
 * One thing that CUDA needs, found or missing.
 *
 * @param name such as {@code cuBLAS} or {@code cuda:0}
 * @param usable whether it is there and fits
 * @param found what it is, or what is wrong with it; one line
 * @param remedy what to do, empty where nothing is
 */
public record LibraryCheck(String name, boolean usable, String found, String remedy) {
    public static LibraryCheck usable(String name, String found) {
        return new LibraryCheck(name, true, found, "");
    }

    public static LibraryCheck unusable(String name, String problem, String remedy) {
        return new LibraryCheck(name, false, problem, remedy);
    }

    /** Everything in one line. */
    @Override
    public String toString() {
        return name + ": " + found + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
