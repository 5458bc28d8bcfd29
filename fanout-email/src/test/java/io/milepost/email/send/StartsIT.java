package io.milepost.email.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milepost.broker.TestKafka;
import io.milepost.email.EmailAddress;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.LedgerConfig;
import io.milepost.email.ledger.Phase;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.rule.Category;
import io.milepost.email.rule.OnUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of an attempt that somebody else has made. */
class StartsIT {
    private static final Duration UNTIL_KNOWN = Duration.ofSeconds(4);

    private final String topic = TestKafka.uniqueTopic("ledger");
    private final String events = TestKafka.uniqueTopic("events");
    private final Ledger first = ledger();
    private final Ledger second = ledger();

    private Ledger ledger() {
        return new Ledger(new LedgerConfig(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                topic,
                "owner-" + topic,
                Duration.ofDays(1),
                Duration.ofMinutes(10)));
    }

    @BeforeEach
    void topics() {
        TestKafka.createTopic(topic, 1, Map.of("cleanup.policy", "compact"));
        TestKafka.createTopic(events, 1, Map.of());
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static EmailRequest request(OnUnknown onUnknown) {
        return new EmailRequest(
                "key",
                "note",
                "note",
                new Category("notes", false),
                onUnknown,
                Optional.empty(),
                new EmailAddress("ada@example.com", null),
                "ada",
                null,
                null,
                Instant.now().plusSeconds(600),
                JsonNodeFactory.instance.objectNode());
    }

    private Start begin(Ledger ledger, boolean deduplicates, OnUnknown onUnknown) {
        Starts starts = new Starts(new EmailEvents(events), UNTIL_KNOWN, deduplicates);
        return ledger.run(0, book -> starts.begin(book, request(onUnknown)))
                .toCompletableFuture()
                .join();
    }

    /** What it says in the end to who has taken the partition over. */
    private Start inherited(boolean deduplicates, OnUnknown onUnknown) {
        assertThat(begin(first, deduplicates, onUnknown)).isInstanceOf(Start.Go.class);
        Start waits = begin(second, deduplicates, onUnknown);
        assertThat(waits).isInstanceOf(Start.Wait.class);
        assertThat(((Start.Wait) waits).howLong()).isPositive().isLessThanOrEqualTo(UNTIL_KNOWN);
        return await().until(() -> begin(second, deduplicates, onUnknown), next -> !(next instanceof Start.Wait));
    }

    @Test
    void anAttemptThatNobodyHeardOfIsUnknownInTheEnd() {
        assertThat(inherited(false, OnUnknown.SKIP)).isEqualTo(new Start.Done(Phase.UNKNOWN));
        assertThat(begin(second, false, OnUnknown.SKIP)).isEqualTo(new Start.Done(Phase.UNKNOWN));
    }

    @Test
    void orItIsMadeAgainIfTheRuleSaysSo() {
        assertThat(inherited(false, OnUnknown.RESEND)).isInstanceOf(Start.Go.class);
    }

    @Test
    void orItIsMadeAgainIfTheProviderDropsDoubles() {
        assertThat(inherited(true, OnUnknown.SKIP)).isInstanceOf(Start.Go.class);
    }
}
