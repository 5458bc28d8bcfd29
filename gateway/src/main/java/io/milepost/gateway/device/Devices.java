package io.milepost.gateway.device;

import io.milepost.device.DeviceId;
import io.milepost.device.DeviceStore;
import io.milepost.device.Places;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
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
    private final Line<Kept> users;
    private final Line<Kept> nameless;
    private final Line<Kept> newcomers;
    private final LongAdder failures = new LongAdder();
    private long saidUnread;
    private long saidUnkept = System.nanoTime() - SAY_AGAIN;
    private boolean isTurnDue;

    /** None yet. */
    public Devices(DeviceStore store, DevicePace pace) {
        this.store = store;
        this.pace = pace;
        this.users = new Line<>(pace.users());
        this.nameless = new Line<>(pace.nameless());
        this.newcomers = new Line<>(pace.newcomers());
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
        if (kept.connections++ == 0) {
            kept.cameAt = System.nanoTime();
        }
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
        Kept kept = new Kept(id);
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
                if (!line(kept).isFull()) {
                    enqueue(kept);
                } else {
                    known.remove(device.id());
                    unkept();
                }
            }
        });
    }

    private void unkept() {
        failures.increment();
        long now = System.nanoTime();
        if (now - saidUnkept >= SAY_AGAIN) {
            saidUnkept = now;
            log.warn("a device has gone whose last places are not kept: too many wait already");
        }
    }

    private Line<Kept> line(Kept kept) {
        if (isNewcomer(kept)) {
            return newcomers;
        }
        return kept.isNameless() ? nameless : users;
    }

    /** Anybody may bring as many of these as they like, each of which would be one more group. */
    private static boolean isNewcomer(Kept kept) {
        return kept.isNameless() && kept.committed.equals(Places.NONE);
    }

    /** For how long it is still too new to be kept, in nanoseconds. */
    private long tooNewFor(Kept kept) {
        return isNewcomer(kept) ? kept.cameAt + pace.patience().toNanos() - System.nanoTime() : 0;
    }

    private void changed(Device device, boolean urgent) {
        run(() -> {
            Kept kept = known.get(device.id());
            if (kept == null || isInLine(kept)) {
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
        if (!isInLine(kept)) {
            kept.isWaiting = true;
            kept.line = line(kept);
            kept.line.add(kept);
            wake();
        }
    }

    /** Who has become a user's waits no longer with newcomers. */
    private boolean isInLine(Kept kept) {
        return kept.isWaiting && kept.line == line(kept);
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
        List<Line<Kept>> lines = List.of(users, nameless, newcomers);
        lines.forEach(line -> line.turn(now, this::look));
        if (!lines.stream().allMatch(Line::isEmpty)) {
            wake();
        }
    }

    /** Returns whether it is being kept. */
    private boolean look(Kept kept) {
        kept.isWaiting = false;
        Device device = kept.device;
        if (device == null || kept.isWriting || known.get(kept.id) != kept) {
            return false; // Looked at again when that is over, or nothing to anybody any more.
        }
        Places places = device.places();
        boolean isDue = !places.equals(kept.committed) || (kept.isStale && !places.equals(Places.NONE));
        long wait = tooNewFor(kept);
        if (isDue && wait <= 0) {
            keep(kept, device, places);
            return true;
        }
        if (kept.connections == 0) {
            known.remove(kept.id, kept);
        } else if (isDue && !kept.isHeld) {
            kept.isHeld = true;
            thread.schedule(() -> grown(kept), wait, TimeUnit.NANOSECONDS);
        }
        return false;
    }

    private void grown(Kept kept) {
        kept.isHeld = false;
        enqueue(kept);
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
        List<Kept> changed = known.values().stream()
                .filter(kept -> kept.device != null && !kept.device.places().equals(kept.committed))
                .toList();
        Stream<Kept> some = changed.stream()
                .filter(kept -> isNewcomer(kept) && tooNewFor(kept) <= 0)
                .limit(pace.newcomers().perSecond() * LAST_WORDS_SECONDS);
        return CompletableFuture.allOf(Stream.concat(changed.stream().filter(kept -> !isNewcomer(kept)), some)
                .map(this::keepLast)
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> keepLast(Kept kept) {
        Device device = kept.device;
        return device == null ? CompletableFuture.completedFuture(null) : keep(kept, device, device.places());
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
        private final DeviceId id;
        private CompletableFuture<Device> read = new CompletableFuture<>();
        private @Nullable Device device;
        private @Nullable Line<Kept> line;
        private Places committed = Places.NONE;
        private long keptAt = System.nanoTime();
        private int connections;
        private boolean isWaiting;
        private boolean isTimed;
        private boolean isWriting;
        private boolean isStale;
        private boolean isHeld;
        private long cameAt;

        Kept(DeviceId id) {
            this.id = id;
        }

        /** Whether no user stands behind it. */
        boolean isNameless() {
            return id.userId().isEmpty() && (device == null || !device.isVouchedFor());
        }
    }
}
