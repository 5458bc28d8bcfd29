package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeraldTest {
    private static final ChannelName CHANNEL = new ChannelName("presence-1");
    private static final PresenceConfig CONFIG = new PresenceConfig(2_000, Duration.ZERO, Duration.ofSeconds(10));
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** What a broker takes by default, in bytes. */
    private static final int RECORD = 1 << 20;

    private final Attendance attendance = new Attendance(CONFIG.named());
    private final Herald herald = new Herald(attendance, CONFIG);

    private static Member member(int i) {
        return new Member("user-" + i, "\u0001".repeat(30), "https://pictures/" + "x".repeat(500) + i);
    }

    @Test
    void beginsWithEverythingThenSaysWhatIsNewAndThatItIsThere() {
        assertThat(herald.speak(0, false)).singleElement().satisfies(first -> {
            assertThat(first.anew()).isTrue();
            assertThat(first.whole()).isTrue();
        });
        assertThat(herald.speak(SECOND / 2, true)).isEmpty();
        attendance.join(CHANNEL, member(1), true);
        assertThat(herald.speak(SECOND / 2, true)).singleElement().satisfies(news -> {
            assertThat(news.anew()).isFalse();
            assertThat(news.lines()).hasSize(1);
        });
        assertThat(herald.speak(SECOND, true)).isEmpty();
        assertThat(herald.speak(2 * SECOND, true))
                .singleElement()
                .satisfies(beat -> assertThat(beat.lines()).isEmpty());
    }

    @Test
    void whoCameAndWentBetweenIsNotSpokenOf() {
        herald.speak(0, false);
        attendance.join(CHANNEL, member(1), true);
        attendance.leave(CHANNEL, member(1).id(), true, true);
        assertThat(herald.speak(1, true)).isEmpty();
        assertThat(attendance.channels()).isEmpty();
    }

    @Test
    void repeatsEverythingWhenItWasNotHeardButNotAtOnce() {
        herald.speak(0, false);
        assertThat(herald.speak(2 * SECOND, false)).noneMatch(Statement::anew);
        assertThat(herald.speak(4 * SECOND, false)).anyMatch(Statement::anew);
        assertThat(herald.speak(8 * SECOND, true)).noneMatch(Statement::anew);
        assertThat(herald.speak(65 * SECOND, true)).anyMatch(Statement::anew);
    }

    @Test
    void aLargeNodeSaysItInManyStatementsThatRecordsCanHold() {
        int members = 1_500;
        for (int i = 0; i < members; i++) {
            attendance.join(CHANNEL, member(i), true);
            attendance.join(new ChannelName("presence-of-" + i), member(i), true);
        }
        List<Statement> all = new ArrayList<>();
        for (int turn = 0; all.isEmpty() || !all.get(all.size() - 1).whole(); turn++) {
            all.addAll(herald.speak(turn, false));
        }
        assertThat(all).hasSizeGreaterThan(10).allMatch(said -> StatementJson.write(said).length < RECORD);
        assertThat(all.stream().filter(Statement::anew)).hasSize(1);
        Cluster other = new Cluster("other", CONFIG);
        all.forEach(said -> other.hear("large", said, 0, 0));
        assertThat(other.roster().of(CHANNEL).members()).hasSize(members);
        assertThat(other.roster().channels()).isEqualTo(members + 1);
    }
}
