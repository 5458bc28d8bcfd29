package io.milepost.gateway.presence;

import io.milepost.log.peer.Peers;

/** What this node does with what it hears of others. */
public record Hearing(Presence presence, Signals signals) implements Peers.Listener {
    @Override
    public void stated(String node, byte[] statement, long at) {
        presence.heard(node, statement, at);
    }

    @Override
    public void signalled(String node, byte[] signal) {
        signals.heard(node, signal);
    }
}
