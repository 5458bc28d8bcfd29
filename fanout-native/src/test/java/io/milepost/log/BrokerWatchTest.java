package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** How long Kafka may be silent, as a whole and in part. */
class BrokerWatchTest {
    private static final long START = System.nanoTime();

    private final BrokerWatch watch = new BrokerWatch(Duration.ofSeconds(5));

    BrokerWatchTest() {
        watch.all(at(0));
    }

    private static long at(long seconds) {
        return START + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void kafkaThatIsSilentIsMissedAfterTenSeconds() {
        assertThat(watch.trouble(at(9))).isNull();
        assertThat(watch.trouble(at(10))).isEqualTo("Kafka has not answered for 10 s");
        watch.over(new TimeoutException("nobody"));
        assertThat(watch.trouble(at(12))).isEqualTo("Kafka has not answered for 12 s: TimeoutException");
        watch.all(at(13));
        assertThat(watch.trouble(at(14))).isNull();
    }

    @Test
    void aPartOfKafkaThatIsSilentIsMissedAfterThirty() {
        watch.over(new TimeoutException("a leader"));
        for (int second = 0; second < 30; second += 5) {
            watch.some(at(second));
            assertThat(watch.trouble(at(second + 4))).isNull();
        }
        watch.some(at(30));
        assertThat(watch.trouble(at(30))).isEqualTo("Kafka has answered only in part for 30 s: TimeoutException");
        assertThat(watch.trouble(at(40))).isEqualTo("Kafka has not answered for 10 s: TimeoutException");
        watch.all(at(41));
        assertThat(watch.trouble(at(41))).isNull();
    }
}
