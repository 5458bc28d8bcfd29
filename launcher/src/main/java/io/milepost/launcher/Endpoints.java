package io.milepost.launcher;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.http.Guest;
import java.util.Map;
import java.util.function.BiConsumer;

/** What fan-outs answer over HTTP, as guests of a port. */
final class Endpoints {
    private Endpoints() {}

    /**
     * Hands over all endpoints of a fan-out.
     *
     * @param port takes a path and who answers there
     * @throws CommandFailedException if a path is somebody's already
     */
    static void mount(String name, Fanout fanout, BiConsumer<String, Guest> port) {
        for (Endpoint endpoint : fanout.endpoints()) {
            try {
                port.accept(
                        endpoint.path(),
                        asked -> endpoint.answer(request(asked)).thenApply(Endpoints::reply));
            } catch (IllegalArgumentException e) {
                throw new CommandFailedException("the fan-out " + name + " cannot be called: " + e.getMessage());
            }
        }
    }

    /** Their paths, for people. */
    static String paths(Fanout fanout) {
        return String.join(", ", fanout.endpoints().stream().map(Endpoint::path).toList());
    }

    private static Endpoint.Request request(Guest.Asked asked) {
        return new Endpoint.Request(asked.method(), asked.path(), asked.query(), asked.headers(), asked.body());
    }

    private static Guest.Reply reply(Endpoint.Answer answer) {
        return new Guest.Reply(answer.status(), Map.copyOf(answer.headers()), answer.body());
    }
}
