package io.milepost.launcher.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.trace.Span;
import io.milepost.trace.TraceContext;
import io.milepost.trace.Tracing;
import io.milepost.trace.Tracing.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes to a collector, and what does not. */
class OtlpTracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final TraceContext SAMPLED = new TraceContext("00-" + TRACE + "-" + SPAN + "-01", "vendor=1");
    private static final TraceContext UNSAMPLED = new TraceContext("00-" + TRACE + "-" + SPAN + "-00", null);

    private Collector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new Collector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private Tracing open(double sample) {
        return OtlpTracing.open(Optional.of(new TracingConfig(collector.endpoint(), sample, "test")));
    }

    @Test
    void withoutAnEndpointNothingIsOn() {
        assertThat(OtlpTracing.open(Optional.empty())).isSameAs(Tracing.OFF);
        assertThat(Tracing.OFF.follows(SAMPLED)).isFalse();
        assertThat(Tracing.OFF.begin(Work.PUBLISH, SAMPLED, System.nanoTime()).context())
                .isEqualTo(SAMPLED);
    }

    @Test
    void aSpanIsPartOfItsTraceAndWhatFollowsIsPartOfIt() {
        Tracing tracing = open(0);
        Span span = tracing.begin(
                        Work.SEND,
                        SAMPLED,
                        System.nanoTime() - Duration.ofSeconds(2).toNanos())
                .with("milepost.fanout", "mock")
                .with("milepost.attempt", 3);
        TraceContext next = span.context();
        assertThat(next).isNotNull();
        span.fail("http-413");
        tracing.begin(Work.PUBLISH, next, System.nanoTime()).end();
        OtlpTracing.close(tracing);
        List<ReceivedSpan> spans = collector.spans();
        assertThat(spans).hasSize(2).allMatch(one -> one.traceId().equals(TRACE));
        ReceivedSpan first = spans.get(0);
        assertThat(first.parent()).isEqualTo(SPAN);
        assertThat(first.name()).isEqualTo("send");
        assertThat(first.kind()).isEqualTo(3);
        assertThat(first.failed()).isEqualTo("http-413");
        assertThat(first.nanos()).isGreaterThan(Duration.ofSeconds(1).toNanos());
        assertThat(first.attributes()).containsEntry("milepost.fanout", "mock").containsEntry("milepost.attempt", "3");
        assertThat(next).isEqualTo(new TraceContext("00-" + TRACE + "-" + first.spanId() + "-01", "vendor=1"));
        assertThat(spans.get(1).parent()).isEqualTo(first.spanId());
        assertThat(spans.get(1).failed()).isEmpty();
    }

    @Test
    void whatIsNotSampledIsPassedOnAndNotTold() {
        Tracing none = open(0);
        Tracing all = open(1);
        assertThat(all.follows(UNSAMPLED)).isFalse();
        for (Tracing tracing : List.of(none, all)) {
            Span span = tracing.begin(Work.PUBLISH, UNSAMPLED, System.nanoTime());
            assertThat(span.context()).isEqualTo(UNSAMPLED);
            span.end();
        }
        Span untold = none.begin(Work.CATCH_UP, null, System.nanoTime());
        assertThat(untold.context()).isNull();
        untold.end();
        all.begin(Work.CATCH_UP, null, System.nanoTime()).end();
        OtlpTracing.close(none);
        OtlpTracing.close(all);
        assertThat(collector.spans()).singleElement().satisfies(span -> {
            assertThat(span.parent()).isEmpty();
            assertThat(span.name()).isEqualTo("catch up");
        });
    }

    @Test
    void whatACollectorDoesNotTakeIsDroppedAndCounted() {
        collector.hold();
        Tracing tracing = open(0);
        int many = SpanQueue.MOST + 1_000;
        for (int n = 0; n < many; n++) {
            tracing.begin(Work.DELIVER, SAMPLED, System.nanoTime()).end();
        }
        assertThat(tracing.dropped()).isGreaterThanOrEqualTo(1_000);
        collector.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> tracing.dropped() > 1_000);
        OtlpTracing.close(tracing);
    }
}
