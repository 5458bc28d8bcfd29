package io.milepost.gateway.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own protocol.
 *
 * @param wire over which transport
 * @param wanted channels named in the address
 */
public record NativeDialect(Wire wire, List<Wanted> wanted) implements Dialect {
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

    @Override
    public boolean isSeen() {
        return false;
    }
}
