package io.milepost.log;

import io.milepost.log.Revocation.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocations that hold, in memory: at most as many as it is made for, of about 150 bytes each by estimate, with ids of 36
 * characters. One thread writes, any thread asks. When it is full, the tenth that ends first makes room.
 */
final class RevocationBook {
    private static final Logger log = LoggerFactory.getLogger(RevocationBook.class);

    private final InstantSource clock;
    private final int most;
    private final Duration kept;
    private final Map<String, Ban> tokens = new ConcurrentHashMap<>();
    private final Map<String, Ban> users = new ConcurrentHashMap<>();

    /** Seconds since the epoch: when it ends, and the newest {@code iat} that it reaches. */
    private record Ban(long until, long newest) {
        boolean reaches(Instant issuedAt, long now) {
            return until > now && issuedAt.getEpochSecond() <= newest;
        }
    }

    /**
     * An empty one.
     *
     * @param kept how long a revocation holds that names no end
     */
    RevocationBook(InstantSource clock, int most, Duration kept) {
        this.clock = clock;
        this.most = most;
        this.kept = kept;
    }

    boolean isRevoked(@Nullable String tokenId, String userId, Instant issuedAt) {
        long now = clock.instant().getEpochSecond();
        Ban own = tokenId == null ? null : tokens.get(tokenId);
        if (own != null && own.reaches(issuedAt, now)) {
            return true;
        }
        Ban all = users.get(userId);
        return all != null && all.reaches(issuedAt, now);
    }

    void enter(Revocation revocation, Instant recordedAt) {
        Instant until = revocation.until() == null ? recordedAt.plus(kept) : revocation.until();
        Instant newest = revocation.subject() == Subject.TOKEN
                ? Instant.MAX
                : revocation.issuedBefore() == null ? recordedAt : revocation.issuedBefore();
        if (until.isAfter(clock.instant())) {
            if (size() >= most) {
                makeRoom();
            }
            bans(revocation.subject()).put(revocation.id(), new Ban(until.getEpochSecond(), newest.getEpochSecond()));
        } else {
            strike(revocation.subject(), revocation.id());
        }
    }

    void strike(Subject subject, String id) {
        bans(subject).remove(id);
    }

    /** Forgets what has ended. */
    void tidy() {
        endBy(clock.instant().getEpochSecond());
    }

    int size() {
        return tokens.size() + users.size();
    }

    private void makeRoom() {
        tidy();
        if (size() >= most) {
            long[] ends = Stream.of(tokens, users)
                    .flatMapToLong(bans -> bans.values().stream().mapToLong(Ban::until))
                    .sorted()
                    .toArray();
            endBy(ends[ends.length / 10]);
            log.error(
                    "more than {} revocations: those that end before {} are forgotten, and their tokens good again",
                    most,
                    Instant.ofEpochSecond(ends[ends.length / 10]));
        }
    }

    private void endBy(long second) {
        tokens.values().removeIf(ban -> ban.until() <= second);
        users.values().removeIf(ban -> ban.until() <= second);
    }

    private Map<String, Ban> bans(Subject subject) {
        return subject == Subject.TOKEN ? tokens : users;
    }
}
