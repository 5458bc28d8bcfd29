package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.log.Revocation.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RevocationBookTest {
    private static final Duration KEPT = Duration.ofDays(8);
    private Instant now = Instant.ofEpochSecond(1_000_000);
    private final RevocationBook book = new RevocationBook(() -> now, 20, KEPT);

    @Test
    void aTokenIsRevokedByItsIdUntilTheEndSaid() {
        book.enter(Revocation.ofToken("t1", now.plusSeconds(10)), now);
        assertThat(book.isRevoked("t1", "ada", now)).isTrue();
        assertThat(book.isRevoked("t2", "ada", now)).isFalse();
        assertThat(book.isRevoked(null, "t1", now)).isFalse();
        now = now.plusSeconds(10);
        assertThat(book.isRevoked("t1", "ada", now)).isFalse();
    }

    @Test
    void whatNamesNoEndHoldsAsLongAsKafkaKeepsIt() {
        book.enter(Revocation.ofToken("t1", null), now);
        now = now.plus(KEPT).minusSeconds(1);
        assertThat(book.isRevoked("t1", "ada", Instant.EPOCH)).isTrue();
        now = now.plusSeconds(1);
        assertThat(book.isRevoked("t1", "ada", Instant.EPOCH)).isFalse();
        book.tidy();
        assertThat(book.size()).isZero();
        book.enter(Revocation.ofToken("t1", null), now.minus(KEPT));
        assertThat(book.size()).isZero();
    }

    @Test
    void aUsersTokensAreRevokedUpToTheOneOfThatSecondAndThoseWithoutATimeToo() {
        book.enter(new Revocation(Subject.USER, "ada", null, now), now);
        assertThat(book.isRevoked("any", "ada", now.minusSeconds(1))).isTrue();
        assertThat(book.isRevoked(null, "ada", now.plusMillis(900))).isTrue();
        assertThat(book.isRevoked(null, "ada", Instant.EPOCH)).isTrue();
        assertThat(book.isRevoked(null, "ada", now.plusSeconds(1))).isFalse();
        assertThat(book.isRevoked("ada", "bob", now)).isFalse();
    }

    @Test
    void aUsersRevocationThatSaysNoTimeIsOfTheRecordsTime() {
        book.enter(new Revocation(Subject.USER, "ada", null, null), now);
        assertThat(book.isRevoked(null, "ada", now)).isTrue();
        assertThat(book.isRevoked(null, "ada", now.plusSeconds(1))).isFalse();
    }

    @Test
    void whatIsLiftedIsGoodAgain() {
        book.enter(Revocation.ofUser("ada", now.plusSeconds(60)), now);
        book.strike(Subject.USER, "ada");
        assertThat(book.isRevoked(null, "ada", Instant.EPOCH)).isFalse();
    }

    @Test
    void whenItIsFullThoseThatEndFirstMakeRoom() {
        for (int i = 0; i < 25; i++) {
            book.enter(Revocation.ofToken("t" + i, now.plusSeconds(100 + i)), now);
        }
        assertThat(book.size()).isLessThanOrEqualTo(20);
        assertThat(book.isRevoked("t0", "ada", now)).isFalse();
        assertThat(book.isRevoked("t24", "ada", now)).isTrue();
    }

    @Test
    void aRecordSaysWhatWasMeant() {
        for (Revocation revocation : new Revocation[] {
            Revocation.ofToken("t:1", null),
            Revocation.ofToken("t1", now),
            new Revocation(Subject.USER, "ada", now.plusSeconds(1), now)
        }) {
            Subject subject = Revocation.subjectOf(revocation.key());
            assertThat(subject).isEqualTo(revocation.subject());
            assertThat(Revocation.read(subject, Revocation.idIn(revocation.key(), subject), revocation.value()))
                    .isEqualTo(revocation);
        }
    }

    @Test
    void nonsenseIsRefused() {
        for (String key : new String[] {"", "jti:", "user:", "ada", "jti:" + "x".repeat(1_025)}) {
            assertThat(Revocation.subjectOf(key)).as(key).isNull();
        }
        for (String value :
                new String[] {"", "[]", "{", "{\"until\":\"tomorrow\"}", "{\"until\":1e300}", "{\"until\":-1}"}) {
            assertThatThrownBy(() -> Revocation.read(Subject.TOKEN, "t", value.getBytes(StandardCharsets.UTF_8)))
                    .as(value)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
