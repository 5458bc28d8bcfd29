package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of a node that goes are told so, and come back, at an even pace. */
class DepartureTest {
    private final List<Long> told = new ArrayList<>();
    private final List<Long> back = new ArrayList<>();

    /** Lets the clients of some shards leave, and looks every 20 ms. */
    private void leave(Drain drain, int clients, int shards) {
        long[] now = {0};
        long telling = drain.tellingMs(clients);
        long returning = drain.returningMs(clients);
        List<Departure> departures = IntStream.range(0, shards)
                .mapToObj(shard -> {
                    List<LongConsumer> own = IntStream.range(0, clients / shards)
                            .<LongConsumer>mapToObj(i -> afterMs -> {
                                told.add(now[0]);
                                back.add(now[0] + afterMs);
                            })
                            .toList();
                    return new Departure(own, telling, returning, new Random(shard));
                })
                .toList();
        boolean somebody = true;
        for (; somebody && now[0] < 1_000_000; now[0] += 20) {
            somebody =
                    departures.stream().map(departure -> departure.look(now[0])).reduce(false, Boolean::logicalOr);
        }
    }

    private static int mostInASecond(List<Long> moments) {
        List<Long> inOrder = moments.stream().sorted().toList();
        int most = 0;
        int from = 0;
        for (int to = 0; to < inOrder.size(); to++) {
            while (inOrder.get(to) - inOrder.get(from) >= 1_000) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({"10000, 8, 10, 1000", "10000, 2, 30, 1000", "4000, 1, 1, 500", "3, 1, 10, 1000"})
    void noSecondSeesMoreReturnsThanIsSaid(int clients, int shards, int seconds, int perSecond) {
        leave(new Drain(Duration.ofSeconds(seconds), perSecond), clients, shards);
        assertThat(back).hasSize(clients);
        assertThat(mostInASecond(back)).isLessThanOrEqualTo(perSecond + perSecond / 20);
        assertThat(told).allMatch(at -> at < Duration.ofSeconds(seconds).toMillis());
    }

    @Test
    void whoIsToldAtItsTurnComesBackAtOnce() {
        leave(new Drain(Duration.ofSeconds(20), 1_000), 10_000, 2);
        assertThat(back).isEqualTo(told);
        assertThat(mostInASecond(told)).as("they are served until then").isLessThanOrEqualTo(1_050);
    }

    @Test
    void nobodyIsLeftToBeCutOffWhereThereIsNoTime() {
        leave(new Drain(Duration.ZERO, 1_000), 2_000, 2);
        assertThat(told).hasSize(2_000).containsOnly(0L);
        assertThat(mostInASecond(back)).isLessThanOrEqualTo(1_050);
    }
}
