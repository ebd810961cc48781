package dev.fathom.atlas;

/** How much a study may cost. */
public enum Scale {
    /** A minute or two on two processor cores: smaller widths, the embedded digits, few seeds. */
    QUICK,
    /** The source's own sizes as far as fully connected networks allow; meant for a GPU. */
    FULL;

    public <T> T pick(T quick, T full) {
        return this == QUICK ? quick : full;
    }
}
