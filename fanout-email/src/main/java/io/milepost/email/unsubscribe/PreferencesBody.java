package io.milepost.email.unsubscribe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeJson;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What somebody posts who says what they want. */
final class PreferencesBody {
    private PreferencesBody() {}

    /** The page's own form: {@code shown} names each box there was, {@code on} each that was ticked. */
    static Notice.PreferencesChanged ofForm(FormBody form, List<String> known, Instant at) throws BadFormException {
        Map<String, Boolean> wanted = new HashMap<>();
        for (String category : form.all("shown")) {
            wanted.put(category, form.all("on").contains(category));
        }
        if (wanted.isEmpty()) {
            throw new BadFormException("shown: missing");
        }
        check(wanted.keySet(), known);
        return new Notice.PreferencesChanged(wanted, null, null, at);
    }

    /** The same fields that a notice has, of which any may be missing. */
    static Notice.PreferencesChanged ofJson(byte[] body, List<String> known, Instant at) throws BadFormException {
        JsonNode tree;
        try {
            tree = Json.of(ByteBuffer.wrap(body)).tree();
        } catch (InvalidJsonException e) {
            throw new BadFormException(String.valueOf(e.getMessage()));
        }
        if (!(tree instanceof ObjectNode said)) {
            throw new BadFormException("not a JSON object");
        }
        said.put("notice", "preferences").put("at", at.toString());
        Notice.PreferencesChanged changed = (Notice.PreferencesChanged) NoticeJson.read(Json.of(said));
        check(changed.categories().keySet(), known);
        return changed;
    }

    private static void check(Collection<String> said, List<String> known) throws BadFormException {
        if (!known.containsAll(said)) {
            throw new BadFormException("categories: one that is not there, or that cannot be switched off");
        }
    }
}
