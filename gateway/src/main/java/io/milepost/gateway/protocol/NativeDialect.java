package io.milepost.gateway.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own protocol.
 *
 * @param wire over which transport
 * @param wanted channels named in the address
 * @param seen where the client is seen by others
 */
public record NativeDialect(Wire wire, List<Wanted> wanted, Seen seen) implements Dialect {
    /** The same for a client that stays. */
    public NativeDialect(Wire wire, List<Wanted> wanted) {
        this(wire, wanted, Seen.ON_PRESENCE_CHANNELS);
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
