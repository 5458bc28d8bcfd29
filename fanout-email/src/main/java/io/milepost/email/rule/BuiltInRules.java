package io.milepost.email.rule;

import java.util.Map;

/**
 * The rules there are if nothing is said: one for each built-in template. They find the recipients in the event; one that names
 * none makes no mail.
 */
final class BuiltInRules {
    private static final String NAMED = "data.recipients || data.recipient || data.email";

    static final Map<String, Map<String, String>> ALL = Map.of(
            "welcome",
            Map.of(
                    "stream",
                    "activity",
                    "type",
                    "member-joined",
                    "template",
                    "welcome",
                    "category",
                    "team",
                    "to",
                    NAMED + " && {address: data.email, name: data.memberName, userId: data.userId, locale: data.locale,"
                            + " zone: data.zone}"),
            "milestone-reached",
            Map.of(
                    "stream",
                    "milestone",
                    "type",
                    "milestone-reached",
                    "template",
                    "milestone-reached",
                    "category",
                    "milestones",
                    "to",
                    NAMED),
            "goal-updated",
            Map.of(
                    "stream",
                    "goal",
                    "type",
                    "goal-updated",
                    "template",
                    "goal-updated",
                    "category",
                    "goals",
                    "to",
                    NAMED,
                    "throttle",
                    "1/1d"),
            "metrics-digest",
            Map.of(
                    "stream",
                    "metrics",
                    "type",
                    "metrics_update, metric_update",
                    "template",
                    "metrics-digest",
                    "category",
                    "digest",
                    "to",
                    NAMED,
                    "digest",
                    "week"));

    private BuiltInRules() {}
}
