package io.milepost.email.rule;

import java.util.List;
import java.util.Optional;

/**
 * A rule and what it is decided by.
 *
 * @param when the condition, or empty for always
 * @param to who gets the mail, if there is no lookup
 * @param lookup who is asked for them
 * @param by which digest an event belongs to
 * @param lists the fields that {@code to} reads lists of recipients from: see {@link EventJson#lists}
 */
record LoadedRule(
        Rule rule,
        Optional<Expression> when,
        Expression to,
        Optional<RecipientLookup> lookup,
        Expression by,
        List<List<String>> lists) {}
