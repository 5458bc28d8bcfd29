package io.milepost.email.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailException;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.provider.http.Address;
import io.milepost.email.provider.http.HttpApi;
import io.milepost.email.provider.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** SendGrid's lists of addresses that get nothing, page by page. Any thread. */
final class SendGridLists {
    private static final int PAGE = 500;
    private static final int MOST = 20_000;
    private static final Map<String, Reason> LISTS = new TreeMap<>(Map.of(
            "bounces", Reason.HARD_BOUNCE,
            "invalid_emails", Reason.HARD_BOUNCE,
            "spam_reports", Reason.COMPLAINT));

    private final HttpApi api;
    private final Map<String, String> key;

    SendGridLists(HttpApi api, Map<String, String> key) {
        this.api = api;
        this.key = key;
    }

    CompletionStage<List<SuppressedEmail>> all() {
        List<SuppressedEmail> found = new ArrayList<>();
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (String list : LISTS.keySet()) {
            done = done.thenCompose(before -> from(list, 0, found));
        }
        return done.thenApply(nothing -> List.copyOf(found));
    }

    private CompletionStage<Void> from(String list, int offset, List<SuppressedEmail> found) {
        String path = "/v3/suppression/" + list + "?limit=" + PAGE + "&offset=" + offset;
        return api.ask("GET", path, null, key).thenCompose(answer -> {
            List<JsonNode> page = Json.objects(answer.body());
            page.forEach(entry -> found.add(entry(list, entry)));
            if (page.size() < PAGE) {
                return CompletableFuture.completedFuture(null);
            }
            if (offset + PAGE >= MOST) {
                throw new EmailException.Configuration(
                        "more than " + MOST + " addresses in the list " + list + ": see SendGrid's own pages", null);
            }
            return from(list, offset + PAGE, found);
        });
    }

    private static SuppressedEmail entry(String list, JsonNode entry) {
        return new SuppressedEmail(
                Json.text(entry, "email"),
                LISTS.getOrDefault(list, Reason.MANUAL),
                Instant.ofEpochSecond(entry.path("created").asInt()),
                null);
    }

    /** Takes an address off all lists, those it is not on among them. */
    CompletionStage<Void> remove(String address) {
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (String list : LISTS.keySet()) {
            String path = "/v3/suppression/" + list + "/" + Address.part(address);
            done = done.thenCompose(before -> api.delete(path, key));
        }
        return done;
    }
}
