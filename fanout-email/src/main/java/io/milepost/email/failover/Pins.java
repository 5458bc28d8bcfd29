package io.milepost.email.failover;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages that a provider may have sent: what is tried of them again goes to nobody else. Known by their idempotency keys, for
 * two days, up to a bound. Safe for any thread.
 */
final class Pins {
    private static final long MOST = 100_000;
    private static final Duration KEPT = Duration.ofDays(2);

    private final Cache<String, EmailService> pins =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    /** Where a message has to go, if that is decided. */
    Optional<EmailService> of(Email email) {
        String key = email.idempotencyKey();
        return key == null ? Optional.empty() : Optional.ofNullable(pins.getIfPresent(key));
    }

    /** Notes how a message fared. */
    void note(Email email, EmailService service, @Nullable Throwable failure) {
        String key = email.idempotencyKey();
        if (key != null && failure instanceof EmailException.Unknown) {
            pins.put(key, service);
        }
    }
}
