package io.milepost.gateway.pusher;

import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For who cannot be let in, and is told so on a socket, since that is where Pusher's clients look. */
final class RefusingDialect implements Dialect {
    private static final Wire WIRE = new PusherWire(
            new AppNames(new App("-", "-", "", App.Channels.OWN, App.Switches.DEFAULTS, App.Limits.DEFAULTS)),
            false,
            missed -> {});

    private final PusherNotice.Fault fault;

    RefusingDialect(PusherNotice.Fault fault) {
        this.fault = fault;
    }

    @Override
    public Notice greeting() {
        return fault;
    }

    @Override
    public Farewell farewell() {
        return fault.farewell();
    }

    @Override
    public Inbound read(String frame) {
        return new Inbound.Answered(null);
    }

    @Override
    public Wire wire() {
        return WIRE;
    }

    @Override
    public List<Wanted> admitted(@Nullable String contextId) {
        return List.of();
    }

    @Override
    public boolean waits(String frame) {
        return false;
    }

    @Override
    public Seen seen() {
        return Seen.NOWHERE;
    }
}
