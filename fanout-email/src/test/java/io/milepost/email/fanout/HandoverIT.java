package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.fanout.Fanout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that come and go while mail waits for its turn. */
class HandoverIT {
    private static final int COUNT = 600;
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @Test
    void whatWaitsForItsTurnGoesOutOnceWhoeverSendsIt() {
        try (EmailRig rig = new EmailRig(directory, Map.of("perSecond", "40"))) {
            Fanout first = rig.start();
            rig.note(
                    "big",
                    "to all",
                    IntStream.range(0, COUNT)
                            .mapToObj(i -> "walker" + i + "@example.com")
                            .collect(Collectors.joining(",")));
            await().atMost(LONG).until(() -> rig.stub.taken().size() > COUNT / 10);
            rig.start();
            await().atMost(LONG).until(() -> rig.stub.taken().size() > COUNT / 3);
            first.close();
            await().atMost(LONG).until(() -> rig.stub.byAddress().size() == COUNT);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rig.ledger(false)).values().containsOnly("ACCEPTED"));
            assertThat(rig.stub.byAddress().values()).containsOnly(1);
            assertThat(rig.deadLetters()).isEmpty();
        }
    }
}
