package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.channel.ChannelTemplate;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.log.History.Answer;
import io.milepost.log.History.Before;
import io.milepost.log.index.SkipIndex;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A history that is closed while pages are read and waited for: nothing of that is worth a word. */
class ClosedHistoryIT {
    private static final int WAITING = 40;

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.milepost");
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                complaints.add(event.getLoggerName() + ": " + event.getFormattedMessage());
            }
        }
    };
    private KafkaEventLog log;
    private Gathering team;

    @BeforeEach
    void write() throws Exception {
        ear.start();
        logger.addAppender(ear);
        Streams streams = Streams.of(
                List.of(stream("activity", "team-{key}"), stream("goal", "team-{key}"), stream("channels", "{key}")));
        Map<String, Object> client = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        StreamTopics.make(client, streams, new LogConfig.TopicDefaults(3, (short) -1));
        log = KafkaEventLog.open(LogConfig.of(TestKafka.bootstrapServers()), streams);
        log.ready().orTimeout(60, TimeUnit.SECONDS).join();
        CompletableFuture<EventLog.Attachment> attached = new CompletableFuture<>();
        log.attach(Runnable::run, attached::complete);
        team = attached.orTimeout(60, TimeUnit.SECONDS).join().topology().gather(new ChannelName("team-7"));
        try (WrittenLog written = new WrittenLog(team)) {
            written.writeInterleaved(3_000, System.currentTimeMillis() - 60_000);
        }
    }

    @AfterEach
    void close() {
        log.close();
        logger.detachAppender(ear);
    }

    @Test
    void closingAmidPagesIsNoErrorAndWhoIsThereIsAnswered() {
        for (int seen = 0; seen < 10; seen++) {
            Queue<Answer> answers = new ConcurrentLinkedQueue<>();
            KafkaHistory history = history();
            for (int i = 0; i < WAITING; i++) {
                ask(history, Runnable::run, answers);
            }
            int enough = seen;
            await().atMost(Duration.ofSeconds(60)).until(() -> answers.size() >= enough);
            history.close();
            assertThat(answers).hasSize(WAITING);
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void aLoopThatEndsBeforeItsAnswersIsNoErrorEither() {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        KafkaHistory history = history();
        history.page(new History.Request(team, new Before.Now(), 500, loop, answer -> {
            answers.add(answer);
            loop.shutdownNow();
        }));
        for (int i = 1; i < WAITING; i++) {
            ask(history, loop, answers);
        }
        await().atMost(Duration.ofSeconds(60)).until(loop::isShutdown);
        Queue<Answer> last = new ConcurrentLinkedQueue<>();
        ask(history, Runnable::run, last);
        await().atMost(Duration.ofSeconds(60)).until(() -> !last.isEmpty());
        assertThat(answers).as("answers to a loop that was there").hasSizeLessThan(WAITING);
        for (int i = 0; i < WAITING; i++) {
            ask(history, loop, answers);
        }
        history.close();
        assertThat(complaints).isEmpty();
    }

    private void ask(KafkaHistory history, Executor loop, Queue<Answer> answers) {
        history.page(new History.Request(team, new Before.Now(), 500, loop, answers::add));
    }

    private KafkaHistory history() {
        LogConfig config = LogConfig.of(TestKafka.bootstrapServers());
        return new KafkaHistory(config, new SkipIndex(0), log.stats(), KafkaHistory.BUDGET, WAITING + 1);
    }

    private static StreamSpec stream(String name, String template) {
        return new StreamSpec(
                name, TestKafka.uniqueTopic(name), ChannelTemplate.of(template), "x", StreamSpec.Delivery.ALL, false);
    }
}
