package dev.fathom.device.cpu.swarm;

import dev.fathom.device.Fate;
import dev.fathom.device.SmallNetwork;
import dev.fathom.device.Swarm;
import dev.ludovic.netlib.blas.BLAS;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The groups of a swarm, which workers take one after the other. */
public final class SwarmTraining {
    /** What stays in a core's second cache beside the inputs. */
    private static final long CACHE = 512 << 10;

    /** Networks whose first layers are worth a common product. */
    private static final int MOST = 32;

    private final BLAS blas;
    private final Swarm swarm;
    private final List<SmallNetwork> networks;
    private final Fate[] fates;
    private final int size;
    private final AtomicInteger next = new AtomicInteger();

    public SwarmTraining(BLAS blas, Swarm swarm, List<SmallNetwork> networks) {
        this.blas = blas;
        this.swarm = swarm;
        this.networks = networks;
        fates = new Fate[networks.size()];
        size = (int) Math.max(
                1, Math.min(MOST, CACHE / Networks.bytes(swarm, swarm.float64() ? Double.BYTES : Float.BYTES)));
    }

    /** Takes groups until there are none; any number of threads may work. */
    public void work() {
        for (int at = next.getAndAdd(size); at < fates.length; at = next.getAndAdd(size)) {
            List<SmallNetwork> some = networks.subList(at, Math.min(at + size, fates.length));
            Fate[] done = swarm.float64()
                    ? new Group<>(new Reals64(blas), swarm, some).train()
                    : new Group<>(new Reals32(blas), swarm, some).train();
            System.arraycopy(done, 0, fates, at, done.length);
        }
    }

    /** By network, once every worker is through. */
    public List<Fate> fates() {
        return List.of(fates);
    }
}
