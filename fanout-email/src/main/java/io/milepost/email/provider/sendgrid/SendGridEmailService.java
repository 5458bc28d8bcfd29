package io.milepost.email.provider.sendgrid;

import com.fasterxml.jackson.databind.node.TextNode;
import io.milepost.email.DomainStatus;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.HttpEmailService;
import io.milepost.email.provider.http.Json;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Mail by SendGrid's API, version 3. Any thread. */
final class SendGridEmailService extends HttpEmailService {
    static final String NAME = "sendgrid";

    private final HttpApi api;
    private final Map<String, String> key;
    private final SendGridLists lists;
    private final SendGridDomains domains;

    SendGridEmailService(URI base, String key, Duration patience, EmailDefaults defaults) {
        this(new HttpApi(NAME, base, new SendGridFailures(), patience), key, patience, defaults);
    }

    private SendGridEmailService(HttpApi api, String key, Duration patience, EmailDefaults defaults) {
        super(NAME, false, api, patience, defaults);
        this.api = api;
        this.key = Map.of("Authorization", "Bearer " + key);
        lists = new SendGridLists(api, this.key);
        domains = new SendGridDomains(api, this.key);
    }

    @Override
    protected CompletionStage<SentEmail> deliver(OutgoingEmail email) {
        return api.send("/v3/mail/send", SendGridMessage.of(email), key)
                .thenApply(answer -> new SentEmail(
                        NAME,
                        Json.messageId(TextNode.valueOf(
                                answer.headers().firstValue("X-Message-Id").orElse("")))));
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return begin(() -> domains.verify(domain(domain)));
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return begin(lists::all);
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return begin(() -> lists.remove(address(address)));
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return begin(domains::verified);
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return begin(() -> api.ask("GET", "/v3/verified_senders", null, key)
                .thenApply(answer -> Json.objects(answer.body().path("results")).stream()
                        .filter(sender -> sender.path("verified").asBoolean())
                        .map(sender -> Json.text(sender, "from_email"))
                        .toList()));
    }

    @Override
    protected CompletionStage<?> probe() {
        return api.ask("GET", "/v3/scopes", null, key);
    }
}
