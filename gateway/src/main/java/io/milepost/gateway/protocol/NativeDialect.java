package io.milepost.gateway.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own protocol.
 *
 * @param wire over which transport
 * @param wanted channels named in the address
 * @param seen where the client is seen by others
 * @param device what the client's device calls itself, in any text; null if where it stands is not to be kept
 */
public record NativeDialect(
        Wire wire, List<Wanted> wanted, Seen seen, @Nullable String device) implements Dialect {
    /** A client that stays. */
    public static NativeDialect staying(Wire wire, List<Wanted> wanted, @Nullable String device) {
        return new NativeDialect(wire, wanted, Seen.ON_PRESENCE_CHANNELS, device);
    }

    @Override
    public Inbound read(String frame) {
        return NativeReader.read(frame);
    }

    @Override
    public List<Wanted> admitted(@Nullable String contextId) {
        return wanted;
    }

    @Override
    public boolean waits(String frame) {
        return false;
    }
}
