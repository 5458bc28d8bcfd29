package io.milepost.log;

import io.milepost.fanout.topic.TopicFollower;
import io.milepost.log.Revocation.Subject;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enters what stands on the topic of revocations into the book. */
final class RevocationReader implements TopicFollower.Reader {
    private static final Logger log = LoggerFactory.getLogger(RevocationReader.class);
    private static final int MOST = 200_000;

    private final RevocationBook book = new RevocationBook(InstantSource.system(), MOST, RevocationTopic.KEPT);

    RevocationBook book() {
        return book;
    }

    @Override
    public void take(String at, String key, byte @Nullable [] value, Instant recordedAt) {
        Subject subject = Revocation.subjectOf(key);
        if (subject == null) {
            log.warn("{}: the key is neither jti:ID nor user:ID; nothing is revoked", at);
            return;
        }
        String id = Revocation.idIn(key, subject);
        if (value == null) {
            book.strike(subject, id);
            return;
        }
        try {
            book.enter(Revocation.read(subject, id, value), recordedAt);
        } catch (IllegalArgumentException e) {
            log.warn("{}: revoked as of the record's time, since its value is {}", at, e.getMessage());
            book.enter(new Revocation(subject, id, null, null), recordedAt);
        }
    }

    @Override
    public void tidy() {
        book.tidy();
    }
}
