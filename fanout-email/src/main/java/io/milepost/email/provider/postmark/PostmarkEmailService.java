package io.milepost.email.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.BulkResult;
import io.milepost.email.DomainStatus;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.SentEmail;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.message.OutgoingEmail;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.HttpEmailService;
import io.milepost.email.provider.http.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Mail by Postmark's API. Any thread. */
final class PostmarkEmailService extends HttpEmailService {
    static final String NAME = "postmark";

    private final HttpApi api;
    private final PostmarkAccount account;
    private final Map<String, String> token;
    private final PostmarkDomains domains;

    PostmarkEmailService(PostmarkAccount account, Duration patience) {
        this(new HttpApi(NAME, account.base(), new PostmarkFailures(), patience), account, patience);
    }

    private PostmarkEmailService(HttpApi api, PostmarkAccount account, Duration patience) {
        super(NAME, false, api, patience, account.defaults());
        this.api = api;
        this.account = account;
        token = Map.of("X-Postmark-Server-Token", account.serverToken());
        domains = new PostmarkDomains(api, account.accountToken());
    }

    @Override
    protected CompletionStage<SentEmail> deliver(OutgoingEmail email) {
        return api.send("/email", PostmarkMessage.of(email, account.stream()), token)
                .thenApply(answer -> sent(answer.body()));
    }

    @Override
    protected CompletionStage<List<BulkResult>> bulk(List<Email> emails) {
        PostmarkBatch batch = new PostmarkBatch(api, token, emails.size());
        for (int i = 0; i < emails.size(); i++) {
            try {
                batch.add(i, PostmarkMessage.of(checked(emails.get(i)), account.stream()));
            } catch (EmailException e) {
                batch.failed(i, e);
            }
        }
        return begin(batch::send).exceptionally(failure -> batch.all((EmailException) failure));
    }

    /** What Postmark says of one message: HTTP's 200 does not mean that it was taken. */
    static SentEmail sent(JsonNode said) {
        JsonNode code = said.path("ErrorCode");
        if (!code.isInt()) {
            throw new EmailException.Unknown("an answer was not understood", null);
        }
        if (code.intValue() != 0) {
            throw PostmarkFailures.of(said);
        }
        return new SentEmail(NAME, Json.messageId(said.path("MessageID")));
    }

    @Override
    public CompletionStage<DomainStatus> verifyDomain(String domain) {
        return begin(() -> domains.verify(domain(domain)));
    }

    @Override
    public CompletionStage<List<SuppressedEmail>> getSuppressedEmails() {
        return begin(() -> api.ask("GET", suppressions("dump"), null, token)
                .thenApply(answer -> Json.objects(answer.body().path("Suppressions")).stream()
                        .map(PostmarkEmailService::suppressedEmail)
                        .toList()));
    }

    private static SuppressedEmail suppressedEmail(JsonNode entry) {
        Reason reason = switch (entry.path("SuppressionReason").asText("")) {
            case "HardBounce" -> Reason.HARD_BOUNCE;
            case "SpamComplaint" -> Reason.COMPLAINT;
            default -> Reason.MANUAL;
        };
        return new SuppressedEmail(
                Json.text(entry, "EmailAddress"), reason, Json.instant(entry.path("CreatedAt")), null);
    }

    @Override
    public CompletionStage<Void> removeSuppressedEmail(String address) {
        return begin(() -> {
            ObjectNode body = HttpApi.object();
            body.putArray("Suppressions").addObject().put("EmailAddress", address(address));
            return api.ask("POST", suppressions("delete"), body, token).thenAccept(answer -> {
                String status = answer.body()
                        .path("Suppressions")
                        .path(0)
                        .path("Status")
                        .asText("");
                if (!status.equals("Deleted")) {
                    throw new EmailException.Rejected("address: Postmark does not take it off its list", null);
                }
            });
        });
    }

    private String suppressions(String what) {
        return "/message-streams/" + Address.part(account.stream()) + "/suppressions/" + what;
    }

    @Override
    public CompletionStage<List<String>> getVerifiedDomains() {
        return begin(domains::verified);
    }

    @Override
    public CompletionStage<List<String>> getVerifiedEmails() {
        return begin(domains::senders);
    }

    @Override
    protected CompletionStage<?> probe() {
        return api.ask("GET", "/server", null, token);
    }
}
