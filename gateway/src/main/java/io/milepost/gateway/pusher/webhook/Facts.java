package io.milepost.gateway.pusher.webhook;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.gateway.presence.Chronicle;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppFacts;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.Webhook.Kind;
import io.milepost.log.fact.FactLog;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What happens in the apps of a node and is to be told by webhooks, on its way to the log of facts. */
public final class Facts {
    private static final Set<Kind> BY_CLIENTS = Set.of(Kind.CLIENT_EVENT, Kind.CACHE_MISS);

    private final List<Told> apps;
    private final PresenceConfig presence;
    private final FactLog facts;
    private final Drops drops = new Drops();
    private final ChannelFacts channels;

    /** An app that has webhooks. */
    record Told(App app, AppNames names, FactEvents events) {
        /** Whether a channel of the gateway is one of the app's. */
        boolean has(ChannelName channel) {
            return names.isOwn(channel.value()) && AppNames.isName(names.said(channel.value()));
        }
    }

    /**
     * The facts of these apps.
     *
     * @param self what this node is called among the others
     */
    public Facts(List<App> apps, PresenceConfig presence, String self, FactLog facts) {
        this.apps = apps.stream()
                .filter(app -> !app.webhooks().isEmpty())
                .map(app -> new Told(app, new AppNames(app), new FactEvents(app.id())))
                .toList();
        this.presence = presence;
        this.facts = facts;
        channels = new ChannelFacts(this.apps, self, presence.lease(), facts, drops);
    }

    /** What has to hear of all presence; empty if nobody is told of it. To be called once, before anything is heard. */
    public Optional<Chronicle> chronicle() {
        if (apps.isEmpty()) {
            return Optional.empty();
        }
        facts.listen((id, type) -> {
            if (Kind.of(type).filter(BY_CLIENTS::contains).isEmpty()) {
                channels.written(id);
            }
        });
        if (apps.stream().noneMatch(Facts::tellsOfChannels)) {
            return Optional.empty();
        }
        return Optional.of(new Chronicle(
                presence,
                channel -> apps.stream().anyMatch(told -> tellsOfChannels(told) && told.has(channel)),
                channels));
    }

    private static boolean tellsOfChannels(Told told) {
        return Arrays.stream(Kind.values()).anyMatch(kind -> !BY_CLIENTS.contains(kind) && told.app.tells(kind));
    }

    /** What the clients of an app tell of what they do. */
    public AppFacts of(App app) {
        return apps.stream()
                .filter(told -> told.app.equals(app))
                .filter(told -> BY_CLIENTS.stream().anyMatch(app::tells))
                .<AppFacts>map(Clients::new)
                .findFirst()
                .orElse(AppFacts.NONE);
    }

    /** Facts that Kafka did not take, or that had to wait for it with too many others. */
    public long dropped() {
        return drops.count();
    }

    /** Nothing more will happen: what this node has to tell is handed over. */
    public void close() {
        channels.close();
    }

    private final class Clients implements AppFacts {
        private final Told told;
        private final Lately missed = new Lately();

        Clients(Told told) {
            this.told = told;
        }

        @Override
        public void clientEvent(String channel, String event, Json data, String socketId, String userId) {
            if (told.app.tells(Kind.CLIENT_EVENT)) {
                boolean presence = AppNames.isPresence(channel);
                write(told.events.clientEvent(channel, event, data, socketId, userId, presence));
            }
        }

        @Override
        public void cacheMiss(String channel) {
            if (told.app.tells(Kind.CACHE_MISS) && missed.isNew(channel, System.nanoTime())) {
                write(told.events.cacheMiss(channel));
            }
        }

        private void write(Event fact) {
            facts.write(told.app.id(), fact).whenComplete((done, failure) -> {
                if (failure != null) {
                    drops.add(told.app.id(), fact.type(), failure.getClass().getSimpleName());
                }
            });
        }
    }
}
