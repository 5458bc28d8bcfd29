package io.milepost.gateway.device;

import io.milepost.device.DeviceId;
import io.milepost.device.DeviceStore;
import io.milepost.device.Places;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices that are connected to this node, and those that have gone and whose last places are still to be kept. Any thread may
 * ask; one of its own does the work.
 *
 * <p>What a device has acknowledged may be lost with the node as long as it waits to be kept: then the device gets the events of
 * that time again, and never too few.
 */
public final class Devices implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Devices.class);
    private static final long TURN_MS = 20;
    private static final long AGAIN_AFTER_SECONDS = 5;
    private static final long LAST_WORDS_SECONDS = 5;
    private static final long SAY_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final DeviceStore store;
    private final DevicePace pace;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Devices::daemon);
    private final Map<DeviceId, Kept> known = new HashMap<>();
    private final Queue<Kept> waiting = new ArrayDeque<>();
    private final LongAdder failures = new LongAdder();
    private long saidUnread;
    private boolean isTurnDue;
    private long lastTurn = System.nanoTime();
    private double allowed;

    /** None yet. */
    public Devices(DeviceStore store, DevicePace pace) {
        this.store = store;
        this.pace = pace;
        long hour = TimeUnit.HOURS.toMillis(1);
        thread.scheduleAtFixedRate(this::refresh, hour, hour, TimeUnit.MILLISECONDS);
    }

    /** A device has come, once more perhaps. Fails if it cannot be known where it stands. To be {@link #leave left}. */
    public CompletableFuture<Device> open(DeviceId id) {
        CompletableFuture<Device> opened = new CompletableFuture<>();
        if (!run(() -> open(id, opened))) {
            opened.completeExceptionally(new IllegalStateException("this node is going"));
        }
        return opened;
    }

    private void open(DeviceId id, CompletableFuture<Device> opened) {
        Kept kept = known.computeIfAbsent(id, this::read);
        kept.connections++;
        kept.read.whenComplete((device, e) -> {
            if (device == null) {
                run(() -> forget(id, kept, e));
                opened.completeExceptionally(e);
            } else {
                opened.complete(device);
            }
        });
    }

    private void forget(DeviceId id, Kept kept, @Nullable Throwable e) {
        if (!known.remove(id, kept)) {
            return;
        }
        failures.increment();
        long now = System.nanoTime();
        if (failures.sum() == 1 || now - saidUnread > SAY_AGAIN) {
            saidUnread = now;
            log.warn("where a device stands cannot be known, so it is sent away: {}", String.valueOf(e));
        }
    }

    /** How often it could not be known where a device stands, or not be kept. Any thread. */
    public long failures() {
        return failures.sum();
    }

    private Kept read(DeviceId id) {
        Kept kept = new Kept();
        kept.read = store.read(id).thenApply(places -> {
            Device device = new Device(id, places.orElse(Places.NONE), this::changed);
            run(() -> kept.device = device);
            run(() -> kept.committed = places.orElse(Places.NONE));
            return device;
        });
        return kept;
    }

    /** A device's connection has ended. */
    public void leave(Device device) {
        run(() -> {
            Kept kept = known.get(device.id());
            if (kept != null && --kept.connections == 0) {
                if (waiting.size() < pace.mostWaiting()) {
                    enqueue(kept);
                } else {
                    known.remove(device.id());
                    log.warn("a device has gone whose last places are not kept: {} wait already", waiting.size());
                }
            }
        });
    }

    private void changed(Device device, boolean urgent) {
        run(() -> {
            Kept kept = known.get(device.id());
            if (kept == null || kept.isWaiting) {
                return;
            }
            long wait = kept.keptAt + pace.every().toNanos() - System.nanoTime();
            if (urgent || wait <= 0) {
                enqueue(kept);
            } else if (!kept.isTimed) {
                kept.isTimed = true;
                later(kept, wait);
            }
        });
    }

    private void later(Kept kept, long nanos) {
        thread.schedule(() -> enqueue(kept), nanos, TimeUnit.NANOSECONDS);
    }

    private void enqueue(Kept kept) {
        kept.isTimed = false;
        if (!kept.isWaiting) {
            kept.isWaiting = true;
            waiting.add(kept);
            wake();
        }
    }

    private void wake() {
        if (!isTurnDue) {
            isTurnDue = true;
            thread.schedule(this::turn, TURN_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Keeps what waits, as many as may be at a time. */
    private void turn() {
        isTurnDue = false;
        long now = System.nanoTime();
        double most = Math.max(1, pace.perSecond() / 5.0);
        allowed = Math.min(most, allowed + pace.perSecond() * (now - lastTurn) / 1e9);
        lastTurn = now;
        for (int looks = waiting.size(); looks > 0 && allowed >= 1; looks--) {
            Kept kept = waiting.remove();
            kept.isWaiting = false;
            look(kept);
        }
        if (!waiting.isEmpty()) {
            wake();
        }
    }

    private void look(Kept kept) {
        Device device = kept.device;
        if (device == null || kept.isWriting) {
            return; // Looked at again when that is over.
        }
        Places places = device.places();
        if (!places.equals(kept.committed) || (kept.isStale && !places.equals(Places.NONE))) {
            allowed--;
            keep(kept, device, places);
        } else if (kept.connections == 0) {
            known.remove(device.id(), kept);
        }
    }

    private CompletableFuture<?> keep(Kept kept, Device device, Places places) {
        kept.isWriting = true;
        return store.write(device.id(), places)
                .whenComplete((done, e) -> run(() -> {
                    kept.isWriting = false;
                    kept.keptAt = System.nanoTime();
                    if (e == null) {
                        kept.committed = places;
                        kept.isStale = false;
                        enqueue(kept);
                    } else {
                        failures.increment();
                        log.warn(
                                "where a device stands could not be kept; again in {} s: {}",
                                AGAIN_AFTER_SECONDS,
                                e.toString());
                        later(kept, TimeUnit.SECONDS.toNanos(AGAIN_AFTER_SECONDS));
                    }
                }));
    }

    /** Kafka forgets what is not committed now and then. */
    private void refresh() {
        long now = System.nanoTime();
        for (Kept kept : known.values()) {
            if (now - kept.keptAt >= pace.refresh().toNanos()) {
                kept.isStale = true;
                enqueue(kept);
            }
        }
    }

    /** Keeps what waits, for a few seconds at most, and ends. The store stays open. */
    @Override
    public void close() {
        try {
            thread.submit(this::keepAll).get().get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.warn("not everything that devices acknowledged last could be kept");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }

    private CompletableFuture<Void> keepAll() {
        return CompletableFuture.allOf(known.values().stream()
                .filter(kept -> kept.device != null && !kept.device.places().equals(kept.committed))
                .map(kept -> keep(kept, kept.device, kept.device.places()))
                .toArray(CompletableFuture<?>[]::new));
    }

    private boolean run(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // The node has ended.
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "milepost-devices");
        thread.setDaemon(true);
        return thread;
    }

    /** A device, and what is kept of it. Confined to the thread, but for the reading. */
    private static final class Kept {
        private CompletableFuture<Device> read = new CompletableFuture<>();
        private @Nullable Device device;
        private Places committed = Places.NONE;
        private long keptAt = System.nanoTime();
        private int connections;
        private boolean isWaiting;
        private boolean isTimed;
        private boolean isWriting;
        private boolean isStale;
    }
}
