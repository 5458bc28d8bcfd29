package io.milepost.email.provider.http;

import io.milepost.email.EmailException;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.provider.AbstractEmailService;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.service.Health;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A provider that is asked over HTTP. It takes no addresses with letters outside ASCII before the {@code @}. Any thread. */
public abstract class HttpEmailService extends AbstractEmailService {
    /** Longer than a call may take, for what is still on its way when we stop listening. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final HttpApi api;

    /**
     * A provider.
     *
     * @param patience how long one call of the API may take
     */
    protected HttpEmailService(
            String provider, boolean deduplicates, HttpApi api, Duration patience, EmailDefaults defaults) {
        super(new EmailTraits(provider, patience.plus(MARGIN), deduplicates), defaults);
        this.api = api;
    }

    /** Asks something that anybody with our credentials may ask. */
    protected abstract CompletionStage<?> probe();

    @Override
    protected @Nullable EmailException unfit(String field, String address) {
        return EmailAddresses.isAscii(address)
                ? null
                : new EmailException.UnsupportedAddress(
                        field + ": has letters outside ASCII before the @, which " + traits().provider()
                                + " does not take",
                        null);
    }

    @Override
    public final CompletionStage<Health> health() {
        return begin(() -> probe().thenApply(answer -> Health.good("the API answers")));
    }

    @Override
    public CompletionStage<SendQuota> getSendQuota() {
        return CompletableFuture.completedFuture(SendQuota.UNKNOWN);
    }

    @Override
    protected final void release() {
        api.close();
    }
}
