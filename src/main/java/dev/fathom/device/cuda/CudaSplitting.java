package dev.fathom.device.cuda;

import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Products.Product;
import dev.fathom.device.cuda.runtime.Region;
import java.util.function.Consumer;

/**
 * Records a float32 product as three of TF32 (3xTF32): with each factor the sum of a part that TF32 holds and of the rest,
 * A B = A_low B_high + A_high B_low + A_high B_high, but for A_low B_low, which is 2^-22 of it at most. Ootomo and
 * Yokota, Recovering single precision accuracy from Tensor Cores while surpassing the FP32 theoretical peak performance
 * (2022), without their scaling: rests below 2^-126 are lost. cuBLAS has no such mode of its own. All products of a
 * program share the memory for the parts.
 */
public final class CudaSplitting {
    private record Parts(CudaTensor high, CudaTensor low) {}

    private final Launcher launcher;
    private final Consumer<Product> products;
    private final CudaArena memory;
    private final Region[] rooms = new Region[4];

    /** @param products records one product */
    CudaSplitting(Launcher launcher, Consumer<Product> products, CudaArena memory) {
        this.launcher = launcher;
        this.products = products;
        this.memory = memory;
    }

    /** The small sums first. */
    void product(Product whole) {
        Parts a = split(whole.a(), 0);
        Parts b = split(whole.b(), 2);
        products.accept(whole.of(a.low(), b.high(), whole.beta()));
        products.accept(whole.of(a.high(), b.low(), 1));
        products.accept(whole.of(a.high(), b.high(), 1));
    }

    private Parts split(CudaTensor x, int room) {
        Parts parts = new Parts(part(x, room), part(x, room + 1));
        launcher.launch("split", Grids.elements(x), all(x), all(parts.high()), all(parts.low()), x.size());
        return parts;
    }

    private static Matrices all(CudaTensor x) {
        return Matrices.of(x, x.trials(), x.rows(), x.columns());
    }

    private CudaTensor part(CudaTensor x, int room) {
        long bytes = (long) Float.BYTES * x.trials() * x.size();
        if (rooms[room] == null || rooms[room].bytes() < bytes) {
            rooms[room] = memory.take(bytes);
        }
        return new CudaTensor(rooms[room], x.trials(), x.rows(), x.columns());
    }
}
