package io.milepost.pusher;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A server's channels and who follows them; takes every event. */
final class FakeChannels implements FakePusher.Behaviour {
    private static final String CHANNELS = "/apps/" + FakePusher.APP + "/channels/";

    private final Map<String, List<String>> followers = new ConcurrentHashMap<>();
    private volatile boolean countsSubscriptions = true;

    void follow(String channel, String user) {
        followers.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>()).add(user);
    }

    /** An app does not count subscriptions unless it was told to. */
    void countSubscriptions(boolean counts) {
        countsSubscriptions = counts;
    }

    @Override
    public void answer(Request request, Socket socket) throws IOException {
        String info = request.query().getOrDefault("info", "");
        if (!request.path().startsWith(CHANNELS)) {
            FakePusher.respond(socket, 200, "{}");
        } else if (request.path().endsWith("/users")) {
            String name =
                    request.path().substring(CHANNELS.length(), request.path().length() - "/users".length());
            FakePusher.respond(
                    socket,
                    200,
                    of(name).stream()
                            .distinct()
                            .map(user -> "{\"id\":\"" + user + "\"}")
                            .collect(Collectors.joining(",", "{\"users\":[", "]}")));
        } else if (info.contains("subscription_count") && !countsSubscriptions) {
            FakePusher.respond(socket, 400, "subscription_count is not enabled for this app");
        } else {
            List<String> users = of(request.path().substring(CHANNELS.length()));
            String counts = (info.contains("subscription_count") ? ",\"subscription_count\":" + users.size() : "")
                    + (info.contains("user_count")
                            ? ",\"user_count\":" + users.stream().distinct().count()
                            : "");
            FakePusher.respond(socket, 200, "{\"occupied\":" + !users.isEmpty() + counts + "}");
        }
    }

    private List<String> of(String name) {
        return followers.getOrDefault(name, List.of());
    }
}
