package io.milepost.launcher;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.Health;
import io.milepost.fanout.kafka.FanoutProvider;
import io.milepost.fanout.kafka.KafkaContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A fan-out that carries nothing, and answers with what it is sent. */
public final class EchoFanoutProvider implements FanoutProvider {
    @Override
    public String kind() {
        return "echo";
    }

    @Override
    public Fanout open(FanoutContext context, KafkaContext kafka) {
        String path = context.settings().text("path", "/echo");
        context.settings().check();
        return new Echo(path);
    }

    private record Echo(String path) implements Fanout, Endpoint {
        @Override
        public List<Endpoint> endpoints() {
            return path.isEmpty() ? List.of() : List.of(this);
        }

        @Override
        public CompletionStage<Answer> answer(Request request) {
            return CompletableFuture.completedFuture(new Answer(
                    202,
                    Map.of("Content-Type", "text/plain", "X-Asked", request.method() + " " + request.path()),
                    request.body()));
        }

        @Override
        public void start() {}

        @Override
        public Health health() {
            return Health.up("echoes");
        }

        @Override
        public void close() {}
    }
}
