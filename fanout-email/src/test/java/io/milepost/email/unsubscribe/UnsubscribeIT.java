package io.milepost.email.unsubscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.email.recipient.NoticeWriter;
import io.milepost.email.recipient.RecipientState;
import io.milepost.email.recipient.Town;
import io.milepost.email.rule.Category;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The links in mails, as mail programs, browsers and scanners follow them. */
class UnsubscribeIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final InstantSource CLOCK = InstantSource.system();
    private static final String ADA = "0123456789abcdef0123456789abcdef";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ONE_CLICK = "List-Unsubscribe=One-Click";
    private static final String EVIL = "\"><script>alert(1)</script>";
    private static final List<Category> CATEGORIES = List.of(
            new Category("digest", false),
            new Category("news", false),
            new Category("password", true),
            new Category(EVIL, false));

    private final UnsubscribeTokens tokens =
            new UnsubscribeTokens(List.of("k".repeat(32).getBytes(UTF_8)), CLOCK);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Town town = new Town();
    private final Served served = new Served(List.of(
            new UnsubscribeEndpoint(tokens, town.notices(), CLOCK),
            new PreferencesEndpoint(tokens, CATEGORIES, town.recipients(), town.notices(), CLOCK)));
    private final UnsubscribeLinks links = new UnsubscribeLinks(served.url(), tokens);
    private final String link = links.url(ADA, "digest", "r-1", Instant.now());
    private final String preferences = links.preferencesUrl(ADA, "digest", "r-1", Instant.now());

    @AfterEach
    void close() {
        served.close();
        town.close();
    }

    @Test
    void lookingChangesNothing() throws Exception {
        for (String url : List.of(link, preferences)) {
            HttpResponse<String> page = send("GET", url, null, "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<html lang=\"en\"", "<form method=\"post\">", "<bdi>digest</bdi>");
            assertThat(page.headers().map())
                    .containsEntry("cache-control", List.of("no-store"))
                    .containsEntry("referrer-policy", List.of("no-referrer"))
                    .hasEntrySatisfying(
                            "content-security-policy",
                            csp -> assertThat(csp.get(0))
                                    .startsWith("default-src 'none'")
                                    .contains("form-action 'self'", "frame-ancestors 'none'"));
            HttpResponse<String> head = send("HEAD", url, null, "");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(send("OPTIONS", url, null, "").headers().firstValue("allow"))
                    .contains("GET, HEAD, OPTIONS, POST");
            assertThat(send("DELETE", url, null, "").statusCode()).isEqualTo(405);
        }
        checkNothingWasWritten();
    }

    @Test
    void oneClickUnsubscribesAndTwoAreOne() throws Exception {
        assertThat(send("POST", link, FORM, ONE_CLICK).body()).contains("<bdi>digest</bdi>");
        await().atMost(SOON).until(() -> !state().wants("digest"));
        assertThat(state().wants("news")).isTrue();
        String multipart =
                "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        assertThat(send("POST", link, "multipart/form-data; boundary=b", multipart)
                        .statusCode())
                .isEqualTo(200);
        await().atMost(SOON).until(() -> town.owner().notices().size() == 2);
        assertThat(state().wants("digest")).isFalse();
        assertThat(state().wants("news")).isTrue();
    }

    @Test
    void thePageAndJsonUnsubscribeFromOneOrAll() throws Exception {
        assertThat(send("POST", link, FORM, "unsubscribe=category").statusCode())
                .isEqualTo(200);
        await().atMost(SOON).until(() -> !state().wants("digest"));
        HttpResponse<String> all = send("POST", link, "application/json", "{\"unsubscribe\":\"all\"}");
        assertThat(all.body()).isEqualTo("{\"unsubscribed\":\"all\"}");
        await().atMost(SOON).until(() -> !state().wants("news"));
        assertThat(send("POST", link, FORM, "unsubscribe=all").body()).contains("no more mail that you can");
    }

    @Test
    void whatCannotBeUnderstoodChangesNothing() throws Exception {
        for (String body : List.of("", "List-Unsubscribe=", "a=b", "%zz", "x&".repeat(500))) {
            assertThat(send("POST", link, FORM, body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(send("POST", link, "text/plain", ONE_CLICK).statusCode()).isEqualTo(400);
        assertThat(send("POST", link, "multipart/form-data", "--").statusCode()).isEqualTo(400);
        assertThat(send("POST", link, "application/json", "{\"unsubscribe\":\"every\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", link, "application/json", "{").statusCode()).isEqualTo(400);
        assertThat(send("POST", link, FORM, "a=" + "x".repeat(70_000)).statusCode())
                .isEqualTo(413);
        assertThat(send("POST", preferences, FORM, "on=news").statusCode()).isEqualTo(400);
        assertThat(send("POST", preferences, FORM, "shown=password").statusCode())
                .isEqualTo(400);
        HttpResponse<String> zone = send("POST", preferences, "application/json", "{\"zone\":\"Mars\"}");
        assertThat(zone.statusCode()).isEqualTo(400);
        assertThat(zone.body()).startsWith("{\"error\":\"zone: not a time zone");
        checkNothingWasWritten();
    }

    @Test
    void whoHasNoGoodTokenGetsNowhere() throws Exception {
        UnsubscribeTokens foreign = new UnsubscribeTokens(List.of("f".repeat(32).getBytes(UTF_8)), CLOCK);
        for (String path : List.of(UnsubscribeEndpoint.PATH, PreferencesEndpoint.PATH)) {
            String base = served.url() + path;
            for (String method : List.of("GET", "POST")) {
                assertThat(send(method, base, FORM, ONE_CLICK).statusCode()).isEqualTo(400);
                assertThat(send(method, base + "?t=" + foreign.issue(ADA, "digest", ""), FORM, ONE_CLICK)
                                .statusCode())
                        .isEqualTo(404);
                assertThat(send(method, link.substring(0, link.length() - 4), FORM, ONE_CLICK)
                                .statusCode())
                        .isEqualTo(404);
                assertThat(send(method, base + "/x?t=" + tokens.issue(ADA, "digest", ""), FORM, ONE_CLICK)
                                .statusCode())
                        .isEqualTo(404);
            }
            assertThat(send("GET", base + "?t=%3Cscript%3E", null, "").body()).doesNotContain("<script");
        }
        checkNothingWasWritten();
    }

    @Test
    void namesAreEscaped() throws Exception {
        for (String url : List.of(links.url(ADA, EVIL, "r-1", Instant.now()), preferences)) {
            HttpResponse<String> page = send("GET", url, null, "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("&lt;script&gt;").doesNotContain("<script");
        }
        assertThat(send("POST", links.url(ADA, EVIL, "r-1", Instant.now()), FORM, ONE_CLICK)
                        .body())
                .contains("&lt;script&gt;")
                .doesNotContain("<script");
    }

    @Test
    void preferencesAreShownAndKept() throws Exception {
        assertThat(send("GET", preferences, null, "").body())
                .contains("value=\"digest\" checked", "value=\"news\" checked")
                .doesNotContain("password");
        HttpResponse<String> saved = send("POST", preferences, FORM, "shown=digest&shown=news&on=news");
        assertThat(saved.body()).contains("Saved.", "value=\"news\" checked", "value=\"digest\">");
        await().atMost(SOON).until(() -> !state().wants("digest"));
        assertThat(state().wants("news")).isTrue();
        assertThat(send("GET", preferences, null, "").body()).contains("value=\"news\" checked", "value=\"digest\">");
        HttpResponse<String> json = send(
                "POST",
                preferences,
                "application/json",
                "{\"categories\":{\"digest\":true},\"locale\":\"de\",\"zone\":\"Europe/Berlin\"}");
        assertThat(json.body())
                .contains("\"digest\":true", "\"news\":true", "\"locale\":\"de\"", "\"zone\":\"Europe/Berlin\"");
        await().atMost(SOON).until(() -> state().zone() != null);
        HttpRequest get = HttpRequest.newBuilder(URI.create(preferences))
                .header("Accept", "application/json")
                .build();
        assertThat(client.send(get, BodyHandlers.ofString()).body()).isEqualTo(json.body());
    }

    @Test
    void whileKafkaIsAwayPeopleAreAskedToTryAgain() throws Exception {
        try (NoticeWriter nowhere = new NoticeWriter(Map.of("bootstrap.servers", "127.0.0.1:1"), "requests");
                Served other = new Served(List.of(new UnsubscribeEndpoint(tokens, nowhere, CLOCK)))) {
            String url = new UnsubscribeLinks(other.url(), tokens).url(ADA, "digest", "r-1", Instant.now());
            HttpResponse<String> answer = send("POST", url, FORM, ONE_CLICK);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("30");
        }
    }

    /** A notice that is written now is the first. */
    private void checkNothingWasWritten() throws Exception {
        assertThat(send("POST", link, FORM, ONE_CLICK).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> !town.owner().notices().isEmpty());
        assertThat(town.owner().notices()).hasSize(1);
    }

    private RecipientState state() {
        return town.recipients().state(ADA);
    }

    private HttpResponse<String> send(String method, String url, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
