package dev.fathom.data;

/** The form of a picture: one plane of height x width values after the other, one for each colour. */
public record Image(int height, int width, int colours) {
    /** Values of a picture. */
    public int size() {
        return height * width * colours;
    }
}
