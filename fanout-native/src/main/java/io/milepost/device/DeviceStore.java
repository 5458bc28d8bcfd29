package io.milepost.device;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Keeps where devices stand. Any thread may ask. */
public interface DeviceStore extends AutoCloseable {
    /** Keeps nothing: no device has been here before. */
    DeviceStore NONE = new DeviceStore() {
        @Override
        public CompletableFuture<Optional<Places>> read(DeviceId device) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletableFuture<Void> write(DeviceId device, Places places) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    };

    /** Where a device stands; empty if it was never here, or its places have expired. Fails if that cannot be known now. */
    CompletableFuture<Optional<Places>> read(DeviceId device);

    /** Keeps where a device stands, in the place of what was kept before. Completes when it is kept. */
    CompletableFuture<Void> write(DeviceId device, Places places);

    @Override
    void close();
}
