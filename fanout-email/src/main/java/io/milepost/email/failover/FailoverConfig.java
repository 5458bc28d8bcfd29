package io.milepost.email.failover;

import io.milepost.service.Variables;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a second provider takes over.
 *
 * @param after so long the first has to have failed without a success in between
 * @param back so long it is left alone then, before it is asked whether it is well, and so long between two such questions
 */
record FailoverConfig(Duration after, Duration back) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)");

    static FailoverConfig read(Variables variables) {
        return new FailoverConfig(
                time(variables, "EMAIL_FAILOVER_AFTER", Duration.ofSeconds(60)),
                time(variables, "EMAIL_FAILOVER_BACK", Duration.ofSeconds(300)));
    }

    private static Duration time(Variables variables, String name, Duration standard) {
        String text = variables.text(name).orElse(standard.toSeconds() + "s");
        Matcher time = TIME.matcher(text);
        if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
            variables.fault(name, "\"" + text + "\" is no time such as 60s, 5m or 1h");
            return standard;
        }
        long amount = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
