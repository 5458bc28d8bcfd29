package io.milepost.email.unsubscribe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeWriter;
import io.milepost.email.recipient.RecipientState;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.recipient.SuppressionPolicy;
import io.milepost.email.rule.Category;
import io.milepost.fanout.Endpoint;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where recipients say what they want: a page with a box for each category that is not critical, and the same in JSON:
 * {@code {"categories":{"digest":false},"locale":"de","zone":"Europe/Berlin"}}, of which what is left out stays as it is.
 */
public final class PreferencesEndpoint implements Endpoint {
    /** Where it is. */
    public static final String PATH = "/email/preferences";

    private final TokenDoor door;

    /** A line of the page. */
    private record Line(String name, boolean on) {}

    /** What is behind the door. */
    private record Room(List<String> categories, Recipients recipients, NoticeWriter notices, InstantSource clock)
            implements TokenDoor.Room {
        @Override
        public Answer show(UnsubscribeToken token, boolean json) {
            if (!recipients.isReady()) {
                return TokenDoor.say(503, "We are not ready yet. Please try again in a minute.", json);
            }
            return page(recipients.state(token.recipientId()), json, false);
        }

        @Override
        public CompletionStage<Answer> change(UnsubscribeToken token, Request request, boolean json)
                throws BadFormException {
            if (!recipients.isReady()) {
                return CompletableFuture.completedFuture(show(token, json));
            }
            Notice.PreferencesChanged said = TokenDoor.isJson(request)
                    ? PreferencesBody.ofJson(request.body(), categories, clock.instant())
                    : PreferencesBody.ofForm(FormBody.of(request), categories, clock.instant());
            // Soft bounces are not spoken of here.
            RecipientState then = recipients.state(token.recipientId()).after(said, SuppressionPolicy.DEFAULTS);
            return notices.write(token.recipientId(), said).thenApply(written -> page(then, json, true));
        }

        private Answer page(RecipientState state, boolean json, boolean saved) {
            return json ? json(state) : html(state, saved);
        }

        private Answer html(RecipientState state, boolean saved) {
            List<Line> lines = categories.stream()
                    .map(category -> new Line(category, state.wants(category)))
                    .toList();
            return Pages.html(
                    200, "What we write to you", Pages.PREFERENCES, Map.of("saved", saved, "categories", lines));
        }

        private Answer json(RecipientState state) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ObjectNode boxes = json.putObject("categories");
            categories.forEach(category -> boxes.put(category, state.wants(category)));
            Locale locale = state.locale();
            if (locale != null) {
                json.put("locale", locale.toLanguageTag());
            }
            ZoneId zone = state.zone();
            if (zone != null) {
                json.put("zone", zone.getId());
            }
            return Pages.json(200, json);
        }
    }

    /**
     * Behind these tokens.
     *
     * @param categories all there are; critical ones are not shown
     */
    public PreferencesEndpoint(
            UnsubscribeTokens tokens,
            Collection<Category> categories,
            Recipients recipients,
            NoticeWriter notices,
            InstantSource clock) {
        List<String> names = categories.stream()
                .filter(category -> !category.critical())
                .map(Category::name)
                .toList();
        door = new TokenDoor(PATH, tokens, new Room(names, recipients, notices, clock));
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        return door.answer(request);
    }
}
