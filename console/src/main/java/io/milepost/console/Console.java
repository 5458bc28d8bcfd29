package io.milepost.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.console.web.Files;
import io.milepost.console.web.Guard;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.console.web.Replies;
import io.milepost.console.web.Work;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.Insight;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.http.Guest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console of one node: a page for operators under {@code /console/}, and under {@code /console/api/} what the page shows.
 * Any thread; nothing here blocks the caller.
 */
public final class Console implements Guest, AutoCloseable {
    /** Where it is. */
    public static final String PATH = "/console";

    private static final Logger log = LoggerFactory.getLogger(Console.class);
    private static final String API = PATH + "/api/";

    private final Guard guard;
    private final Work work = new Work("milepost-console", 3, 24);
    private final Work reading = new Work("milepost-console-files", 1, 64);
    private final Running running;
    private final Letters letters;
    private final Overview overview;
    private final Files files;
    private final Api api;

    /**
     * Makes one.
     *
     * @param insight what the node knows of itself
     * @param meters where fan-outs of this process count
     * @param mint makes tokens that the gateway takes; empty if nothing here can
     */
    public Console(ConsoleConfig config, Insight insight, MeterRegistry meters, Optional<TokenMint> mint) {
        guard = new Guard(config.access());
        running = new Running(config.fanouts());
        letters = new Letters(config, insight.streams(), work);
        overview = new Overview(config, insight, meters, running, letters);
        files = new Files(config.socketPort());
        Stories stories = new Stories(config, insight, letters, running, work);
        api = new Api(
                overview,
                new Channels(insight, work),
                stories,
                letters,
                new Mails(running, work),
                new Playground(mint, config.socketPort()));
    }

    /** A fan-out runs in this process. */
    public void runs(ConsoleConfig.Known known, Fanout fanout) {
        running.add(known, fanout);
    }

    /** There is mail to be seen; closed with the console. */
    public void shows(Mail mail) {
        running.mail(mail);
    }

    @Override
    public CompletionStage<Reply> answer(Asked asked) {
        try {
            return answerSafely(asked).exceptionally(failure -> failed(asked, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedStage(failed(asked, e));
        }
    }

    private CompletionStage<Reply> answerSafely(Asked asked) {
        String host = guard.checkHost(asked.headers());
        if (asked.path().startsWith(API)) {
            return api(asked, host);
        }
        if (!asked.method().equals("GET") && !asked.method().equals("HEAD")) {
            throw new Refused(405, "method_not_allowed", "not with this method");
        }
        if (asked.path().equals(PATH)) {
            return CompletableFuture.completedStage(redirect());
        }
        return reading.ask(() -> files.get(asked, asked.path().substring(PATH.length() + 1), host));
    }

    private CompletionStage<Reply> api(Asked asked, String host) {
        guard.checkOrigin(asked.headers());
        Question question = Question.of(asked, API);
        switch (question.method()) {
            case "GET" -> {
                if (question.rest().equals("operator")) {
                    return CompletableFuture.completedStage(
                            Replies.json(200, Operator.of(guard.access(), guard.isOpen(question.headers()))));
                }
                guard.checkReader(question.headers());
                return api.read(question).thenApply(body -> Replies.json(200, body));
            }
            case "POST" -> {
                guard.checkOperator(question.headers());
                List<String> types = question.headers().getOrDefault("content-type", List.of());
                if (types.size() != 1 || !types.get(0).split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
                    throw new Refused(415, "invalid_message", "Content-Type: application/json is expected");
                }
                return api.change(question, host).thenApply(body -> Replies.json(200, body));
            }
            default -> throw new Refused(405, "method_not_allowed", "not with this method");
        }
    }

    private static Reply redirect() {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Location", PATH + "/", "Cache-Control", "no-cache"));
        return new Reply(308, headers, new byte[0]);
    }

    private static Reply failed(Asked asked, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refused refused) {
            return Replies.refusal(refused, asked.path());
        }
        if (cause instanceof InvalidCursorException) {
            return Replies.refusal(
                    new Refused(400, "invalid_cursor", "before: a cursor of this channel is expected"), asked.path());
        }
        if (cause instanceof KafkaException) {
            log.warn("the console could not read Kafka: {}", cause.toString());
            return Replies.refusal(
                    Refused.unavailable(
                            "Kafka does not answer: " + cause.getClass().getSimpleName()),
                    asked.path());
        }
        log.error("{} {} failed", asked.method(), asked.path(), cause);
        return Replies.refusal(
                new Refused(500, "internal", "the console failed to answer; the node's log says why"), asked.path());
    }

    @Override
    public void close() {
        work.close();
        reading.close();
        overview.close();
        letters.close();
        running.close();
    }
}
