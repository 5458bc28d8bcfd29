package io.milepost.fanout.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Delivers into a {@link MockDirectory}: appends a line for each event, each with one write, so that several processes may
 * deliver to the same one.
 */
final class MockSink implements Sink {
    private final MockDirectory directory;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    MockSink(MockDirectory directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        long wait = batch.stream()
                .mapToLong(delivery -> directory.slowness(delivery.key()))
                .sum();
        Executor when = wait == 0 ? threads : CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS, threads);
        return CompletableFuture.supplyAsync(() -> take(batch), when);
    }

    private List<Outcome> take(List<Delivery> batch) {
        List<Outcome> outcomes = new ArrayList<>();
        Set<String> stopped = new HashSet<>();
        for (Delivery delivery : batch) {
            Outcome outcome = stopped.contains(delivery.lane()) ? Outcome.untried() : take(delivery);
            if (!(outcome instanceof Outcome.Delivered)) {
                stopped.add(delivery.lane());
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private Outcome take(Delivery delivery) {
        if (directory.isDown()) {
            return Outcome.retry(Failure.of("down", "the directory takes nothing now"));
        }
        if (directory.isHalted()) {
            return new Outcome.Halted(Failure.of("halted", "the directory is not for us"));
        }
        if (delivery.event().id().startsWith("poison")) {
            return new Outcome.Rejected(Failure.of("poison", "the directory never takes this"));
        }
        String line = delivery.key() + '\t' + delivery.event().id() + '\n';
        try (FileChannel file = FileChannel.open(
                directory.events(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
            return Outcome.delivered();
        } catch (IOException e) {
            return Outcome.retry(new Failure("io", "cannot write to the directory", e));
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
