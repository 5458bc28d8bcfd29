package io.milepost.gateway;

import io.milepost.device.DeviceId;
import io.milepost.device.DeviceStore;
import io.milepost.device.Places;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A store that may take its time to say where a device stands. */
final class HeldDevices implements DeviceStore {
    private final DeviceStore store;
    private volatile CompletableFuture<?> until = CompletableFuture.completedFuture(null);

    HeldDevices(DeviceStore store) {
        this.store = store;
    }

    void hold(CompletableFuture<?> until) {
        this.until = until;
    }

    @Override
    public CompletableFuture<Optional<Places>> read(DeviceId device) {
        return until.thenCompose(done -> store.read(device));
    }

    @Override
    public CompletableFuture<Void> write(DeviceId device, Places places) {
        return store.write(device, places);
    }

    @Override
    public void close() {
        store.close();
    }
}
