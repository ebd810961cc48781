package dev.fathom.cli;

/** The command line. */
public final class Fathom {
    private Fathom() {}

    public static void main(String[] args) {
        System.out.println("fathom");
    }
}
