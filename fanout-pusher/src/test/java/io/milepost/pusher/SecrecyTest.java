package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.data;
import static io.milepost.pusher.Deliveries.deliver;
import static io.milepost.pusher.Deliveries.sink;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Neither secrets nor bodies leave by another way than the call. */
class SecrecyTest {
    private static final String BODY = "what-only-the-team-may-read";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            said.add(event.getLoggerName() + ' ' + event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                said.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    };

    @BeforeEach
    void listen() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(before);
        root.detachAppender(appender);
    }

    @Test
    void neitherFailuresNorLogsRepeatThem() {
        List<FakePusher.Behaviour> behaviours = List.of(
                FakePusher.ok(),
                FakePusher.status(400),
                FakePusher.status(401),
                FakePusher.status(302),
                FakePusher.status(500),
                // Repeats all that it was sent, as its status line, as its body and as what is no HTTP.
                (request, socket) -> FakePusher.respond(socket, 400, BODY + request.query()),
                (request, socket) -> FakePusher.write(
                        socket, "HTTP/1.1 2x0 " + BODY + request.query().get("auth_signature") + "\r\n\r\n"),
                (request, socket) -> socket.close(),
                (request, socket) -> {
                    FakePusher.write(socket, FakePusher.head(200, 50) + BODY);
                    socket.close();
                });
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings())) {
            for (FakePusher.Behaviour behaviour : behaviours) {
                pusher.behave(behaviour);
                for (Outcome outcome : deliver(sink, data("{\"text\":\"" + BODY + "\"}"))) {
                    said.add(outcome.toString());
                }
            }
            assertThat(pusher.requests()).hasSize(behaviours.size());
            assertThat(said).hasSizeGreaterThanOrEqualTo(behaviours.size());
            assertThat(said)
                    .noneMatch(line -> line.contains(BODY))
                    .noneMatch(line -> line.contains(FakePusher.SECRET))
                    .noneMatch(line -> line.contains("auth_"))
                    .noneMatch(line -> pusher.requests().stream()
                            .anyMatch(request -> line.contains(request.query().get("auth_signature"))));
            assertThat(said).anyMatch(line -> line.contains("/apps/1001/events"));
        }
    }

    @Test
    void nothingSaysTheSecretWhenAskedWhatItIs() {
        Map<String, String> settings = Map.of("appId", "1", "key", "k", "secret", FakePusher.SECRET);
        PusherSettings read = PusherSettings.read(new io.milepost.fanout.FanoutSettings("", settings));
        assertThat(read.toString()).doesNotContain(FakePusher.SECRET).contains("https://api-mt1.pusher.com");
        assertThat(new Message(List.of("c"), "t", BODY).toString()).doesNotContain(BODY);
        assertThat(new Payload("").of(data('"' + BODY + '"').event()).toString())
                .doesNotContain(BODY);
    }
}
