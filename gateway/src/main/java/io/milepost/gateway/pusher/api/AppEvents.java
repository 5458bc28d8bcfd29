package io.milepost.gateway.pusher.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.Frame;
import io.milepost.gateway.publish.Publication.Refused;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Events that servers publish: each is in Kafka before it is answered. Confined to the event loop. */
final class AppEvents {
    /** Events of one call. */
    static final int BATCH = 10;

    private final Shard shard;
    private final Services services;
    private final AppInfo info;
    private boolean ended;
    private int waiting;
    private volatile int size;

    AppEvents(Shard shard, Services services, AppInfo info) {
        this.shard = shard;
        this.services = services;
        this.info = info;
    }

    int size() {
        return size;
    }

    /** Takes nothing more. */
    void end() {
        ended = true;
    }

    void one(RoutingContext context, App app) {
        AppNames names = new AppNames(app);
        AppEvent.Read read = AppEvent.read(body(context), app, names);
        if (read instanceof AppEvent.Read.Bad bad) {
            refuse(context, bad, "");
        } else if (read instanceof AppEvent.Read.Good good) {
            AppEvent event = good.event();
            publish(context, app, List.of(event), () -> {
                JsonObject channels = new JsonObject();
                event.channels().forEach(name -> channels.put(name, told(event, name, names)));
                return event.info().isEmpty() ? new JsonObject() : new JsonObject().put("channels", channels);
            });
        }
    }

    void batch(RoutingContext context, App app) {
        AppNames names = new AppNames(app);
        JsonNode batch = body(context).path("batch");
        if (!batch.isArray() || batch.isEmpty() || batch.size() > BATCH) {
            AppApi.refuse(context, "batch: 1 to " + BATCH + " events are expected");
            return;
        }
        List<AppEvent> events = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            AppEvent.Read read = AppEvent.read(batch.get(i), app, names);
            if (read instanceof AppEvent.Read.Bad bad) {
                refuse(context, bad, "batch[" + i + "].");
                return;
            } else if (read instanceof AppEvent.Read.Good good) {
                if (good.event().channels().size() > 1) {
                    AppApi.refuse(context, "batch[" + i + "].channels: one channel is expected");
                    return;
                }
                events.add(good.event());
            }
        }
        publish(context, app, events, () -> {
            JsonArray told = new JsonArray();
            events.forEach(event -> told.add(told(event, event.channels().get(0), names)));
            boolean asked = events.stream().anyMatch(event -> !event.info().isEmpty());
            return asked ? new JsonObject().put("batch", told) : new JsonObject();
        });
    }

    private static void refuse(RoutingContext context, AppEvent.Read.Bad bad, String place) {
        HttpError.send(context, bad.status(), bad.status() == 413 ? "too_large" : "invalid_message", place + bad.why());
    }

    private JsonObject told(AppEvent event, String name, AppNames names) {
        return info.of(event.info(), new ChannelName(names.channel(name)));
    }

    private static JsonNode body(RoutingContext context) {
        Buffer body = context.body().buffer();
        return Frame.parse(body == null ? "" : body.toString(StandardCharsets.UTF_8));
    }

    private void publish(RoutingContext context, App app, List<AppEvent> events, Supplier<JsonObject> answer) {
        if (ended) {
            HttpError.sendRetry(context, 503, "unavailable", "this node is going away; publish elsewhere", 1);
            return;
        }
        for (AppEvent event : events) {
            Event said = event.event(app);
            Refused refused = services.publishing().whyNotData(said.type(), said.data());
            if (refused != null) {
                AppApi.refuse(context, refused.message());
                return;
            }
        }
        AppNames names = new AppNames(app);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (AppEvent event : events) {
            for (String channel : event.channels()) {
                sent.add(services.publishing().byName(names.key(channel), event.event(app)));
            }
        }
        size = ++waiting;
        CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> shard.loop().execute(() -> {
                    size = --waiting;
                    if (failure == null) {
                        told(context, answer);
                    } else {
                        HttpError.sendRetry(context, 503, "unavailable", "Kafka did not take it; try again", 1);
                    }
                }));
    }

    private static void told(RoutingContext context, Supplier<JsonObject> answer) {
        try {
            AppApi.answer(context, answer.get());
        } catch (RuntimeException e) {
            context.fail(e); // Nobody else would answer.
        }
    }
}
