package io.milepost.fanout.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Copies the numbers of events, fails now and then before and after it has, and will have nothing to do with some. */
final class Copier implements Transformer {
    private static final int REFUSED = 40;

    private final String out;
    private final Random random;

    Copier(String out, Random random) {
        this.out = out;
        this.random = random;
    }

    static boolean isRefused(int number) {
        return number % REFUSED == REFUSED - 1;
    }

    @Override
    public Failure take(Delivery delivery, Consumer<ProducerRecord<byte[], byte[]>> records) {
        String number = delivery.event().id();
        stumble();
        if (isRefused(Integer.parseInt(number))) {
            return Failure.of("refused", "one in forty is");
        }
        records.accept(new ProducerRecord<>(out, delivery.key().getBytes(UTF_8), number.getBytes(UTF_8)));
        stumble();
        return null;
    }

    private void stumble() {
        if (random.nextInt(100) == 0) {
            throw new IllegalStateException("now and then");
        }
    }

    @Override
    public void close() {}
}
