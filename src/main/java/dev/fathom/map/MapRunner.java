package dev.fathom.map;

import dev.fathom.device.Device;
import dev.fathom.store.TileStore;
import dev.fathom.study.Shard;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.FateTrainer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Trains the tiles of a map that its store lacks, on several devices at once, and keeps each as it is finished. */
public final class MapRunner {
    private final MapPlan plan;
    private final TileStore store;
    private final Deque<Tile> open;
    private final int networks;
    private boolean stopped;
    private Throwable broken;

    /** A tile is there: so many networks were trained for it. */
    public record Done(Tile tile, int networks, String device) {}

    public MapRunner(MapPlan plan, TileStore store, Shard shard) {
        this.plan = plan;
        this.store = store;
        open = new ArrayDeque<>(open(plan, store, shard));
        networks = open.stream()
                .mapToInt(tile -> tile.columns(plan.pixels()) * tile.rows(plan.pixels()))
                .sum();
    }

    private static List<Tile> open(MapPlan plan, TileStore store, Shard shard) {
        Set<TileStore.Key> finished = store.finished();
        List<Tile> open = new ArrayList<>();
        List<Tile> all = Tile.of(plan.pixels());
        for (int i = 0; i < all.size(); i++) {
            if (i % shard.count() == shard.index() && !finished.contains(key(all.get(i)))) {
                open.add(all.get(i));
            }
        }
        return open;
    }

    static TileStore.Key key(Tile tile) {
        return new TileStore.Key(tile.stride(), tile.column(), tile.row());
    }

    /** Networks that are still to be trained. */
    public int networks() {
        return networks;
    }

    /**
     * Trains until all tiles are there, or {@link #stop} is called; a failure leaves what is finished in the store.
     *
     * @param listener called by one device at a time
     */
    public void run(List<Device> devices, DatasetCache data, Consumer<Done> listener) {
        List<Thread> threads = new ArrayList<>();
        for (Device device : devices) {
            FateTrainer trainer = new FateTrainer(device, data, plan.float64());
            Thread thread = new Thread(() -> work(device.name(), trainer, listener), "fathom-map-" + device.name());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            join(thread);
        }
        if (broken instanceof Error error) {
            throw error;
        }
        if (broken != null) {
            throw (RuntimeException) broken;
        }
    }

    private void join(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                stop();
            }
        }
    }

    private void work(String device, FateTrainer trainer, Consumer<Done> listener) {
        try {
            for (Tile tile = take(); tile != null; tile = take()) {
                long start = System.nanoTime();
                Pixels pixels = Pixels.of(trainer.train(tile.trials(plan)));
                keep(tile, device, (System.nanoTime() - start) / 1e9, pixels, listener);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized Tile take() {
        return stopped ? null : open.poll();
    }

    private synchronized void keep(Tile tile, String device, double seconds, Pixels pixels, Consumer<Done> listener) {
        store.put(key(tile), device, seconds, pixels.bytes());
        listener.accept(new Done(tile, pixels.count(), device));
    }

    private synchronized void fail(Throwable e) {
        broken = broken == null ? e : broken;
        stopped = true;
    }

    /** Makes {@link #run} return after the tiles that are being trained, from any thread. */
    public synchronized void stop() {
        stopped = true;
    }

    /** Whether tiles are left. */
    public synchronized boolean complete() {
        return open.isEmpty() && broken == null;
    }
}
