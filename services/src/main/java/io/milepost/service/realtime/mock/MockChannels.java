package io.milepost.service.realtime.mock;

import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.Trigger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who is on which channel of a mock, and what was triggered. Guarded by itself. */
final class MockChannels {
    private static final int KEPT = 10_000;

    /** By channel, then by socket; a socket without a user is there with a null. */
    private final Map<String, Map<String, @Nullable Member>> channels = new HashMap<>();

    private final Map<String, Deque<Trigger>> received = new HashMap<>();
    private final Deque<Trigger> triggered = new ArrayDeque<>();

    synchronized void enter(String channel, String socketId, @Nullable Member member) {
        channels.computeIfAbsent(channel, name -> new LinkedHashMap<>()).put(socketId, member);
    }

    synchronized void leave(String channel, String socketId) {
        Map<String, @Nullable Member> sockets = channels.get(channel);
        if (sockets != null && sockets.containsKey(socketId)) {
            sockets.remove(socketId);
            if (sockets.isEmpty()) {
                channels.remove(channel);
            }
        }
    }

    synchronized void deliver(Trigger trigger) {
        keep(triggered, trigger);
        for (String channel : trigger.channels()) {
            Trigger one = new Trigger(
                    List.of(channel),
                    trigger.event(),
                    trigger.data(),
                    trigger.exceptSocketId(),
                    trigger.deduplicationId());
            channels.getOrDefault(channel, Map.of()).keySet().stream()
                    .filter(socketId -> !socketId.equals(trigger.exceptSocketId()))
                    .forEach(socketId -> keep(received.computeIfAbsent(socketId, socket -> new ArrayDeque<>()), one));
        }
    }

    private static void keep(Deque<Trigger> kept, Trigger trigger) {
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(trigger);
    }

    synchronized int sockets(String channel) {
        return channels.getOrDefault(channel, Map.of()).size();
    }

    /** Each user once, however many sockets they have. */
    synchronized List<Member> users(String channel) {
        Map<String, Member> users = new LinkedHashMap<>();
        channels.getOrDefault(channel, Map.of()).values().stream()
                .filter(Objects::nonNull)
                .forEach(member -> users.putIfAbsent(member.id(), member));
        return List.copyOf(users.values());
    }

    synchronized List<Trigger> triggered() {
        return List.copyOf(triggered);
    }

    synchronized List<Trigger> received(String socketId) {
        Deque<Trigger> theirs = received.get(socketId);
        return theirs == null ? List.of() : new ArrayList<>(theirs);
    }
}
