package io.milepost.gateway.shard;

import io.milepost.gateway.shard.ModelTopic.Part;
import io.milepost.log.CatchUp;
import io.milepost.log.GapReason;
import io.milepost.log.LogPartition;
import io.milepost.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Readings of a {@link ModelCluster} that get on when the test says so. */
final class ModelCatchUp implements CatchUp {
    private final ModelEventLog log;
    private final Random random;
    private final List<ModelReading> readings = new ArrayList<>();

    ModelCatchUp(ModelEventLog log, Random random) {
        this.log = log;
        this.random = random;
    }

    @Override
    public Reading begin(Request request) {
        ModelReading reading = new ModelReading(request);
        readings.add(reading);
        return reading;
    }

    /** Lets some reading get on a little. Returns whether there was any. */
    boolean step() {
        readings.removeIf(reading -> reading.over);
        if (readings.isEmpty()) {
            return false;
        }
        readings.get(random.nextInt(readings.size())).step();
        return true;
    }

    @Override
    public void close() {}

    /** It may at any time be behind in partitions in which it was not when it began. */
    private final class ModelReading implements Reading {
        private final Request request;
        private final long[] offsets;
        private long credit;
        private boolean over;
        private boolean cancelled;

        ModelReading(Request request) {
            this.request = request;
            this.offsets = request.offsets().clone();
            this.credit = request.credit();
        }

        void step() {
            List<LogPartition> partitions = request.gathering().partitions();
            List<LogRecord> found = new ArrayList<>();
            int behind = 0;
            for (int i = 0; i < offsets.length; i++) {
                LogPartition partition = partitions.get(i);
                if (offsets[i] < request.gathering().until(i) && !log.ring().holds(partition, offsets[i])) {
                    behind++;
                    scan(i, partition, found);
                    if (credit <= 0) {
                        break;
                    }
                }
            }
            if (!found.isEmpty()) {
                say(new Found(found));
            }
            if (behind == 0) {
                say(new Done(offsets));
                over = true;
            }
        }

        private void scan(int i, LogPartition partition, List<LogRecord> found) {
            Part part = log.part(partition);
            if (offsets[i] < part.start) {
                if (!found.isEmpty()) {
                    say(new Found(List.copyOf(found)));
                    found.clear();
                }
                pass(i, part.start);
                say(new Lost(GapReason.RETENTION, i, offsets[i]));
            }
            int left = random.nextInt(6);
            for (ModelRecord written : part.records) {
                if (written.offset() < offsets[i] || written.isCompacted()) {
                    continue;
                }
                if (left-- == 0) {
                    return;
                }
                LogRecord record = written.in(partition);
                if (request.gathering().holds(written.name(), record)) {
                    if (credit <= 0) {
                        return;
                    }
                    found.add(record);
                    credit -= record.weight();
                }
                pass(i, written.offset() + 1);
            }
            if (left > 0) {
                pass(i, part.end);
            }
        }

        /** Everything before this offset has been looked at; there is nothing beyond the end of its place. */
        private void pass(int i, long offset) {
            offsets[i] = Math.max(offsets[i], Math.min(request.gathering().until(i), offset));
        }

        private void say(Said said) {
            request.loop().execute(() -> {
                if (!cancelled) {
                    request.listener().accept(said);
                }
            });
        }

        @Override
        public void grant(long bytes) {
            credit += bytes;
        }

        @Override
        public void cancel() {
            cancelled = true;
            over = true;
        }
    }
}
