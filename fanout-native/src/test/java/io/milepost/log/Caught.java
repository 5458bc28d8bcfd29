package io.milepost.log;

import io.milepost.channel.ChannelName;
import io.milepost.event.Decoded;
import io.milepost.log.CatchUp.Done;
import io.milepost.log.CatchUp.Found;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.CatchUp.Said;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A reading, and what it said. */
final class Caught implements CatchUp.Listener {
    final Gathering gathering;
    final CatchUp.Reading reading;
    final List<LogRecord> found = new CopyOnWriteArrayList<>();
    final List<Lost> lost = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> done = new CompletableFuture<>();
    long[] end = {};

    Caught(KafkaEventLog log, Follower follower, ChannelName channel, long offset, long credit) {
        this(log, follower.topology.gather(channel), new long[] {offset, 0}, credit);
    }

    Caught(KafkaEventLog log, Gathering gathering, long[] offsets, long credit) {
        this.gathering = gathering;
        reading = log.catchUp().begin(new CatchUp.Request(gathering, offsets, credit, Runnable::run, this));
    }

    @Override
    public void accept(Said said) {
        if (said instanceof Found more) {
            found.addAll(more.records());
        } else if (said instanceof Lost gap) {
            lost.add(gap);
        } else if (said instanceof Done ended) {
            end = ended.offsets();
            done.complete(null);
        }
    }

    void waitForEnd() {
        done.orTimeout(60, TimeUnit.SECONDS).join();
    }

    List<Long> offsets() {
        return found.stream().map(LogRecord::offset).toList();
    }

    List<Integer> numbers() {
        return found.stream()
                .map(record -> ((Decoded.Intact) record.decoded())
                        .event()
                        .data()
                        .tree()
                        .get("n")
                        .asInt())
                .toList();
    }
}
