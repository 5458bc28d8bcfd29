package io.milepost.email.provider.resend;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import io.milepost.email.EmailException;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.Answer;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The domains that Resend sends from. Any thread. */
final class ResendDomains {
    private static final String PATH = "/domains";
    private static final String VERIFIED = "verified";

    private final HttpApi api;
    private final Map<String, String> key;

    ResendDomains(HttpApi api, Map<String, String> key) {
        this.api = api;
        this.key = key;
    }

    CompletionStage<List<String>> verified() {
        return all().thenApply(domains -> domains.stream()
                .filter(domain -> domain.path("status").asText("").equals(VERIFIED))
                .map(domain -> Json.text(domain, "name"))
                .toList());
    }

    /** Registers a domain that is not there, and has one looked at that is not verified yet. */
    CompletionStage<DomainStatus> verify(String domain) {
        return all().thenCompose(domains -> domains.stream()
                        .filter(one -> one.path("name").asText("").equalsIgnoreCase(domain))
                        .findFirst()
                        .map(this::looked)
                        .orElseGet(() -> api.ask("POST", PATH, HttpApi.object().put("name", domain), key)))
                .thenApply(answer -> status(answer.body()));
    }

    private CompletionStage<Answer> looked(JsonNode domain) {
        String path = PATH + "/" + Address.part(Json.text(domain, "id"));
        return domain.path("status").asText("").equals(VERIFIED)
                ? api.ask("GET", path, null, key)
                : api.ask("POST", path + "/verify", HttpApi.object(), key)
                        .thenCompose(begun -> api.ask("GET", path, null, key));
    }

    /** Completes if the key is known, whatever it may do. */
    CompletionStage<Void> known() {
        return api.ask("GET", PATH, null, key).handle((answer, failure) -> {
            if (failure != null && !restricted(failure)) {
                throw new CompletionException(failure);
            }
            return null;
        });
    }

    private static boolean restricted(@Nullable Throwable failure) {
        Throwable bare = failure instanceof CompletionException ? failure.getCause() : failure;
        return bare instanceof EmailException.Configuration known
                && String.valueOf(known.getMessage()).contains("restricted_api_key");
    }

    private CompletionStage<List<JsonNode>> all() {
        return api.ask("GET", PATH, null, key)
                .thenApply(answer -> Json.objects(answer.body().path("data")));
    }

    private static DomainStatus status(JsonNode domain) {
        List<DnsRecord> records = new ArrayList<>();
        domain.path("records")
                .forEach(record -> records.add(new DnsRecord(
                        record.path("type").asText(""),
                        record.path("name").asText(""),
                        record.path("value").asText(""))));
        return new DomainStatus(
                Json.text(domain, "name").toLowerCase(Locale.ROOT),
                domain.path("status").asText("").equals(VERIFIED),
                records);
    }
}
