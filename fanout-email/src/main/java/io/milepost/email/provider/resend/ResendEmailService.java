package io.milepost.email.provider.resend;

import io.milepost.email.DomainStatus;
import io.milepost.email.EmailException;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.HttpEmailService;
import io.milepost.email.provider.http.Json;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Mail by Resend's API, which drops a second message with the same key within 24 hours. Any thread. */
final class ResendEmailService extends HttpEmailService {
    static final String NAME = "resend";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,256}");

    private final HttpApi api;
    private final Map<String, String> key;
    private final ResendDomains domains;

    ResendEmailService(URI base, String key, Duration patience, EmailDefaults defaults) {
        this(new HttpApi(NAME, base, new ResendFailures(), patience), key, patience, defaults);
    }

    private ResendEmailService(HttpApi api, String key, Duration patience, EmailDefaults defaults) {
        super(NAME, true, api, patience, defaults);
        this.api = api;
        this.key = Map.of("Authorization", "Bearer " + key);
        domains = new ResendDomains(api, this.key);
    }

    @Override
    protected CompletionStage<SentEmail> deliver(OutgoingEmail email) {
        Map<String, String> headers = new HashMap<>(key);
        String idempotencyKey = email.email().idempotencyKey();
        if (idempotencyKey != null) {
            if (!KEY.matcher(idempotencyKey).matches()) {
                throw new EmailException.Rejected(
                        "idempotencyKey: 1 to 256 characters of ASCII without spaces are expected", null);
            }
            headers.put("Idempotency-Key", idempotencyKey);
        }
        return api.send("/emails", ResendMessage.of(email), headers)
                .thenApply(answer ->
                        new SentEmail(NAME, Json.messageId(answer.body().path("id"))));
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return begin(() -> domains.verify(domain(domain)));
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return unable("tell which addresses get nothing: see its own pages, and its webhook");
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return unable("let an address have mail again: see its own pages");
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return begin(domains::verified);
    }

    /** None: Resend knows domains alone. */
    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return CompletableFuture.completedFuture(List.of());
    }

    /** A key that may do nothing but send is refused by name, which shows that it is known. */
    @Override
    protected CompletionStage<?> probe() {
        return domains.known();
    }
}
