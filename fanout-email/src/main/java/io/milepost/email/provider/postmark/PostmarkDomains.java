package io.milepost.email.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import io.milepost.email.EmailException;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The domains and addresses that Postmark sends from, which take the account's token to ask for. Any thread. */
final class PostmarkDomains {
    /** The most that Postmark tells at once; it has no account with more without talking to it. */
    private static final String ALL = "?count=500&offset=0";

    private final HttpApi api;
    private final Optional<String> token;

    PostmarkDomains(HttpApi api, Optional<String> token) {
        this.api = api;
        this.token = token;
    }

    CompletionStage<List<String>> verified() {
        return all().thenApply(domains -> domains.stream()
                .filter(domain -> domain.path("DKIMVerified").asBoolean())
                .map(domain -> Json.text(domain, "Name"))
                .toList());
    }

    CompletionStage<List<String>> senders() {
        return api.ask("GET", "/senders" + ALL, null, headers())
                .thenApply(answer -> Json.objects(answer.body().path("SenderSignatures")).stream()
                        .filter(sender -> sender.path("Confirmed").asBoolean())
                        .map(sender -> Json.text(sender, "EmailAddress"))
                        .toList());
    }

    /** Registers a domain that is not there, and has one looked at that is. */
    CompletionStage<DomainStatus> verify(String domain) {
        return all().thenCompose(domains -> domains.stream()
                        .filter(one -> one.path("Name").asText("").equalsIgnoreCase(domain))
                        .findFirst()
                        .map(one -> api.ask(
                                "PUT",
                                "/domains/" + one.path("ID").asLong() + "/verifyDkim",
                                HttpApi.object(),
                                headers()))
                        .orElseGet(() ->
                                api.ask("POST", "/domains", HttpApi.object().put("Name", domain), headers())))
                .thenApply(answer -> status(answer.body()));
    }

    private CompletionStage<List<JsonNode>> all() {
        return api.ask("GET", "/domains" + ALL, null, headers())
                .thenApply(answer -> Json.objects(answer.body().path("Domains")));
    }

    private Map<String, String> headers() {
        return Map.of(
                "X-Postmark-Account-Token",
                token.orElseThrow(() -> new EmailException.Configuration(
                        "Postmark tells of senders to the account alone: set POSTMARK_ACCOUNT_TOKEN", null)));
    }

    private static DomainStatus status(JsonNode domain) {
        List<DnsRecord> records = new ArrayList<>();
        boolean pending = !domain.path("DKIMPendingHost").asText("").isBlank();
        add(
                records,
                "TXT",
                domain,
                pending ? "DKIMPendingHost" : "DKIMHost",
                pending ? "DKIMPendingTextValue" : "DKIMTextValue");
        add(records, "CNAME", domain, "ReturnPathDomain", "ReturnPathDomainCNAMEValue");
        return new DomainStatus(
                Json.text(domain, "Name").toLowerCase(Locale.ROOT),
                domain.path("DKIMVerified").asBoolean(),
                records);
    }

    private static void add(List<DnsRecord> records, String type, JsonNode domain, String host, String value) {
        if (!domain.path(host).asText("").isBlank()) {
            records.add(new DnsRecord(
                    type, domain.path(host).asText(), domain.path(value).asText("")));
        }
    }
}
