package io.milepost.email.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.EmailException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SwitchTest {
    private final EmailException away = new EmailException.Unavailable("away", null);

    /** Near the end of what a long holds, as the JDK's clock may be. */
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(70).toNanos();

    private final Switch at =
            new Switch(new FailoverConfig(Duration.ofSeconds(60), Duration.ofSeconds(300)), () -> nanos);

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void failuresForLongEnoughMoveIt() {
        at.first(away);
        pass(59);
        at.first(new EmailException.Configuration("wrong key", null));
        assertThat(at.atSecond()).isFalse();
        pass(1);
        at.first(new EmailException.Unknown("no answer", null));
        assertThat(at.atSecond()).isTrue();
    }

    @Test
    void anyOtherAnswerInBetweenDoesNot() {
        for (EmailException answer : new EmailException[] {
            null,
            new EmailException.Rejected("no", null),
            new EmailException.InvalidAddress("no", null),
            new EmailException.RateLimited("no", Duration.ZERO, null),
            new EmailException.QuotaExceeded("no", Duration.ZERO, null)
        }) {
            at.first(away);
            pass(50);
            at.first(answer);
            at.first(away);
            pass(50);
            at.first(away);
            assertThat(at.atSecond()).isFalse();
            at.first(null);
        }
    }

    @Test
    void theFirstIsLeftAloneForATimeAndThenAskedNowAndThen() {
        at.first(away);
        pass(60);
        at.first(away);
        assertThat(at.probeDue()).isFalse();
        pass(299);
        assertThat(at.probeDue()).isFalse();
        pass(1);
        assertThat(at.probeDue()).isTrue();
        assertThat(at.probeDue()).as("asked once").isFalse();
        pass(300);
        assertThat(at.probeDue()).isTrue();
        at.well();
        assertThat(at.atSecond()).isFalse();
        assertThat(at.probeDue()).isFalse();
    }

    @Test
    void afterComingBackItTakesAsLongAgainToMove() {
        at.first(away);
        pass(60);
        at.first(away);
        at.well();
        at.first(away);
        assertThat(at.atSecond()).isFalse();
        pass(60);
        at.first(away);
        assertThat(at.atSecond()).isTrue();
    }

    @Test
    void lateAnswersOfTheFirstChangeNothing() {
        at.first(away);
        pass(60);
        at.first(away);
        at.first(null);
        assertThat(at.atSecond()).isTrue();
    }
}
