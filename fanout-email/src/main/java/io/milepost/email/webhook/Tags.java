package io.milepost.email.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A message's tags, as a provider repeats them: those that {@link io.milepost.email.Email#tags} could have held. */
final class Tags {
    private static final int MOST = 50;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private Tags() {}

    /** Leaves out what is none of ours, such as tags that a provider has added itself. */
    static Map<String, String> of(Map<String, String> repeated) {
        Map<String, String> tags = new LinkedHashMap<>();
        repeated.forEach((name, value) -> {
            if (tags.size() < MOST
                    && FORM.matcher(name).matches()
                    && FORM.matcher(value).matches()) {
                tags.put(name, value);
            }
        });
        return tags;
    }
}
