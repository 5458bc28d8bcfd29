package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.email.fanout.PostmarkStub.Mail;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail that must go out at once, behind much that need not. */
class LaneIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    @Test
    void criticalMailStandsBehindNoBulk() {
        int count = 10_000;
        Map<String, String> settings = new HashMap<>(StormIT.CRITICAL);
        settings.put("inFlight", "2");
        settings.put("drain", "100ms");
        try (EmailRig rig = new EmailRig(directory, settings)) {
            rig.stub.thinkFor(Duration.ofMillis(20));
            rig.start();
            rig.note(
                    "bulk",
                    "bulk",
                    IntStream.range(0, count)
                            .mapToObj(i -> "walker" + i + "@example.com")
                            .collect(Collectors.joining(",")));
            await().atMost(LONG).until(() -> rig.stub.count() > 20);
            int before = rig.stub.count();
            rig.event("alarm", "a1", null, "{\"title\":\"fire\",\"to\":\"ada@example.com\"}");
            await().atMost(LONG).until(() -> rig.stub.byAddress().containsKey("ada@example.com"));
            List<String> subjects = rig.stub.taken().stream().map(Mail::subject).toList();
            int ahead = subjects.indexOf("fire") - before;
            System.out.println("of " + (count - before) + " that waited, " + ahead + " went out before critical mail");
            assertThat(ahead).isLessThan((count - before) / 20);
        }
    }
}
