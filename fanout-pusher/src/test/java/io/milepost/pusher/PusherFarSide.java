package io.milepost.pusher;

import io.milepost.fanout.contract.Arrival;
import io.milepost.fanout.contract.FarSide;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A Pusher that takes a call as a whole or not at all. An event's key is the end of its channel's name. */
final class PusherFarSide implements FarSide {
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final Map<String, Duration> slow = new ConcurrentHashMap<>();
    private final FakePusher pusher = new FakePusher(this::answer);
    private volatile boolean isDown;

    @Override
    public Map<String, String> settings() {
        return pusher.settings("batch", "1");
    }

    @Override
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    @Override
    public void down(boolean down) {
        isDown = down;
    }

    @Override
    public void slow(String key, Duration each) {
        slow.put(key, each);
    }

    private void answer(Request request, Socket socket) throws IOException {
        List<Arrival> told = request.told().stream()
                .map(one -> new Arrival(
                        one.channel().replaceFirst("private-(team|chat)-", ""),
                        one.parsed().path("_event").path("id").asText()))
                .toList();
        long wait = told.stream()
                .map(one -> slow.getOrDefault(one.key(), Duration.ZERO))
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
        if (wait > 0) {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, wait, TimeUnit.MILLISECONDS)
                    .join();
        }
        FakePusher.respond(socket, take(told), "{}");
    }

    private int take(List<Arrival> told) {
        if (isDown) {
            return 503;
        }
        if (told.stream().anyMatch(one -> one.id().startsWith("poison"))) {
            return 400;
        }
        arrivals.addAll(told);
        return 200;
    }

    @Override
    public void close() {
        pusher.close();
    }
}
