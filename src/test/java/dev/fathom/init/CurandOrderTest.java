package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The stream against what NVIDIA publishes of cuRAND's host functions with seed 1234 (CUDALibrarySamples,
 * cuRAND/Host/philox): with the same seed, a laptop draws the network that a GPU draws.
 */
class CurandOrderTest {
    private static final Philox STREAM = new Philox(1234);

    @Test
    void uniformsAreThosePublished() {
        float[] published = {
            0.127208f, 0.853469f, 0.265649f, 0.796055f, 0.816736f, 0.324165f, 0.781055f, 0.058918f, 0.543999f,
            0.923496f, 0.441505f, 0.258264f
        };
        float[] drawn = new float[published.length];
        STREAM.uniforms(drawn);
        // six digits are printed
        assertThat(drawn).usingComparatorWithPrecision(6e-7f).containsExactly(published);
    }

    /** curandGenerateNormal with mean 1 and deviation 2; NVIDIA's own CPU and GPU differ by 2e-6. */
    @Test
    void normalsAreThosePublished() {
        float[] published = {
            -2.232981f,
            3.458311f,
            -2.121081f,
            1.929243f,
            2.136910f,
            0.428207f,
            1.508686f,
            2.310768f,
            -0.020449f,
            2.956819f,
            3.553997f,
            0.867263f
        };
        float[] drawn = new float[published.length];
        STREAM.normals(drawn);
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = 1 + 2 * drawn[i];
        }
        assertThat(drawn).usingComparatorWithPrecision(3e-6f).containsExactly(published);
    }
}
