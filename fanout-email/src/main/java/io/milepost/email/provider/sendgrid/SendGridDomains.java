package io.milepost.email.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The domains that SendGrid sends from. Any thread. */
final class SendGridDomains {
    private static final String PATH = "/v3/whitelabel/domains";

    private final HttpApi api;
    private final Map<String, String> key;

    SendGridDomains(HttpApi api, Map<String, String> key) {
        this.api = api;
        this.key = key;
    }

    CompletionStage<List<String>> verified() {
        return api.ask("GET", PATH, null, key)
                .thenApply(answer -> Json.objects(answer.body()).stream()
                        .filter(domain -> domain.path("valid").asBoolean())
                        .map(domain -> Json.text(domain, "domain"))
                        .toList());
    }

    /** Registers a domain that is not there, and has one looked at that is not verified yet. */
    CompletionStage<DomainStatus> verify(String domain) {
        return api.ask("GET", PATH + "?domain=" + Address.part(domain), null, key)
                .thenCompose(answer -> Json.objects(answer.body()).stream()
                        .filter(one -> one.path("domain").asText("").equalsIgnoreCase(domain))
                        .findFirst()
                        .map(this::looked)
                        .orElseGet(() -> registered(domain)));
    }

    private CompletionStage<DomainStatus> registered(String domain) {
        return api.ask("POST", PATH, HttpApi.object().put("domain", domain).put("automatic_security", true), key)
                .thenApply(answer -> status(answer.body(), false));
    }

    private CompletionStage<DomainStatus> looked(JsonNode domain) {
        if (domain.path("valid").asBoolean()) {
            return CompletableFuture.completedFuture(status(domain, true));
        }
        String path = PATH + "/" + domain.path("id").asLong() + "/validate";
        return api.ask("POST", path, HttpApi.object(), key)
                .thenApply(answer -> status(domain, answer.body().path("valid").asBoolean()));
    }

    private static DomainStatus status(JsonNode domain, boolean verified) {
        List<DnsRecord> records = new ArrayList<>();
        domain.path("dns")
                .forEach(record -> records.add(new DnsRecord(
                        record.path("type").asText("").toUpperCase(Locale.ROOT),
                        record.path("host").asText(""),
                        record.path("data").asText(""))));
        return new DomainStatus(Json.text(domain, "domain").toLowerCase(Locale.ROOT), verified, records);
    }
}
