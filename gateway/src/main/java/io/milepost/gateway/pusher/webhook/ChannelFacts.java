package io.milepost.gateway.pusher.webhook;

import io.milepost.event.Event;
import io.milepost.gateway.presence.Chronicle;
import io.milepost.gateway.presence.Occurrence;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.Webhook.Kind;
import io.milepost.gateway.pusher.webhook.Facts.Told;
import io.milepost.log.fact.FactLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has happened on channels, which all nodes know and one has to write: the living one with the least name at the time. The
 * others keep it until they see it written, or for three leases, in which they would hear of that one's end; then the next
 * writes what was not. Guarded by this.
 */
final class ChannelFacts implements Chronicle.Reader {
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_SEEN = 20_000;
    /** What a node wrote last has been read by then, in milliseconds. */
    private static final long LAST_WORDS = 2_000;

    private final List<Told> apps;
    private final String self;
    private final long kept;
    private final FactLog facts;
    private final Drops drops;
    /** Those of each app, the oldest first. */
    private final Map<String, Map<String, Waiting>> waiting = new LinkedHashMap<>();

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_SEEN;
        }
    };
    private Set<String> living = Set.of();

    /** A fact that has not been seen written. */
    private static final class Waiting {
        private final String appId;
        private final Event fact;
        private @Nullable String writer;
        private long since;
        private long notBefore;
        private boolean underWay;

        Waiting(String appId, Event fact) {
            this.appId = appId;
            this.fact = fact;
        }
    }

    ChannelFacts(List<Told> apps, String self, Duration lease, FactLog facts, Drops drops) {
        this.apps = apps;
        this.self = self;
        this.kept = lease.multipliedBy(3).toMillis();
        this.facts = facts;
        this.drops = drops;
    }

    @Override
    public synchronized void happened(Occurrence what) {
        for (Told told : apps) {
            if (told.has(what.channel())) {
                String channel = told.names().said(what.channel().value());
                Kind kind = kind(what.kind(), AppNames.isPresence(channel));
                if (kind != null && told.app().tells(kind)) {
                    add(told.app().id(), told.events().of(kind, channel, what));
                }
            }
        }
    }

    /** Members are of presence channels alone; there, clients see each other instead of a number. */
    private static @Nullable Kind kind(Occurrence.Kind kind, boolean presence) {
        return switch (kind) {
            case OCCUPIED -> Kind.CHANNEL_OCCUPIED;
            case VACATED -> Kind.CHANNEL_VACATED;
            case CAME -> presence ? Kind.MEMBER_ADDED : null;
            case WENT -> presence ? Kind.MEMBER_REMOVED : null;
            case COUNTED -> presence ? null : Kind.SUBSCRIPTION_COUNT;
        };
    }

    private void add(String appId, Event fact) {
        if (seen.containsKey(fact.id())) {
            return;
        }
        waiting.computeIfAbsent(appId, first -> new LinkedHashMap<>()).put(fact.id(), new Waiting(appId, fact));
        if (waiting.values().stream().mapToInt(Map::size).sum() > MOST_WAITING) {
            // Of the app that has the most, so that none loses anything by another.
            Iterator<Waiting> all = Collections.max(waiting.values(), Comparator.comparingInt(Map::size))
                    .values()
                    .iterator();
            Waiting oldest = all.next();
            all.remove();
            if (self.equals(oldest.writer)) {
                drops.add(oldest.appId, oldest.fact.type(), "too many wait");
            }
        }
    }

    @Override
    public synchronized void passed(long clock, Set<String> nodes) {
        living = nodes;
        if (nodes.isEmpty()) {
            return;
        }
        List<Waiting> due = new ArrayList<>();
        waiting.values().forEach(ofApp -> look(ofApp, clock, nodes, due));
        // What others have written has to be known before anything of theirs is written once more.
        if (facts.isRead()) {
            due.forEach(this::write);
        }
    }

    private void look(Map<String, Waiting> ofApp, long clock, Set<String> nodes, List<Waiting> due) {
        String least = Collections.min(nodes);
        for (Iterator<Waiting> all = ofApp.values().iterator(); all.hasNext(); ) {
            Waiting next = all.next();
            String writer = next.writer;
            if (writer == null) {
                next.writer = least;
                next.since = clock;
            } else if (!nodes.contains(writer)) {
                next.writer = least;
                next.notBefore = clock + LAST_WORDS;
            }
            if (self.equals(next.writer)) {
                if (!next.underWay && clock >= next.notBefore) {
                    due.add(next);
                }
            } else if (clock - next.since > kept) {
                all.remove();
            }
        }
    }

    private void write(Waiting next) {
        next.underWay = true;
        facts.write(next.appId, next.fact).whenComplete((done, failure) -> {
            if (failure == null) {
                written(next.fact.id());
            } else {
                synchronized (this) {
                    next.underWay = false;
                }
            }
        });
    }

    /** The fact is in Kafka, by this node or another. */
    synchronized void written(String id) {
        waiting.values().forEach(ofApp -> ofApp.remove(id));
        seen.put(id, Boolean.TRUE);
    }

    /** Hands over what this node has to write and has not begun to. */
    synchronized void close() {
        if (facts.isRead() && living.contains(self)) {
            waiting.values().stream()
                    .flatMap(ofApp -> ofApp.values().stream())
                    .filter(next -> self.equals(next.writer) && !next.underWay)
                    .toList()
                    .forEach(this::write);
        }
    }
}
