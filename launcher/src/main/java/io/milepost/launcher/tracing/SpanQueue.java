package io.milepost.launcher.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SDK's batching queue, with a count of what it drops: at the door when too many wait, or because nobody took it. */
final class SpanQueue implements SpanProcessor {
    private static final Logger log = LoggerFactory.getLogger(SpanQueue.class);
    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);
    /** Spans that wait or are being sent, at most. */
    static final int MOST = 4_096;

    private static final int BATCH = 512;
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
    private final SpanProcessor batches;

    SpanQueue(SpanExporter exporter) {
        batches = BatchSpanProcessor.builder(new Counted(exporter))
                .setMaxQueueSize(MOST)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(EVERY)
                .build();
    }

    private void mention() {
        long now = System.nanoTime();
        long quiet = quietUntil.get();
        if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + QUIET)) {
            log.warn("spans are dropped, since the collector does not take them ({} so far)", dropped());
        }
    }

    /** How many spans nobody was told of since the start. */
    long dropped() {
        return dropped.sum();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (held.incrementAndGet() > MOST) {
            held.decrementAndGet();
            dropped.increment();
            mention();
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    /** Sends, and notes what becomes of it. */
    private final class Counted implements SpanExporter {
        private final SpanExporter exporter;

        Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode sent = sent(spans);
            return sent.whenComplete(() -> {
                held.addAndGet(-count);
                if (!sent.isSuccess()) {
                    dropped.add(count);
                    mention();
                }
            });
        }

        private CompletableResultCode sent(Collection<SpanData> spans) {
            try {
                return exporter.export(spans);
            } catch (RuntimeException e) {
                return CompletableResultCode.ofExceptionalFailure(e);
            }
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
