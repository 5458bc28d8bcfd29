package io.milepost.email.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.fanout.FanoutSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** All rules of a fan-out. Any thread. */
public final class Rules implements MeterBinder, AutoCloseable {
    private Rules() {}

    /**
     * Reads {@code rules}, {@code categories}, {@code lookups} and {@code maxRecipients}; what is wrong becomes the settings'
     * faults.
     *
     * @param isTemplate whether there is a template of this name
     * @param lookups those that come from elsewhere, by name; not closed here
     */
    public static Rules read(
            FanoutSettings settings,
            Streams streams,
            Predicate<String> isTemplate,
            Map<String, RecipientLookup> lookups) {
        throw new UnsupportedOperationException();
    }

    /** All rules, in the order of their names. */
    public List<Rule> all() {
        throw new UnsupportedOperationException();
    }

    /**
     * The rule of this name.
     *
     * @throws IllegalArgumentException if there is none (any more)
     */
    public Rule named(String name) {
        throw new UnsupportedOperationException();
    }

    /** Whether there is a rule of this name (still). */
    public boolean has(String name) {
        throw new UnsupportedOperationException();
    }

    /** All categories: those of the rules, and those that are configured without one. */
    public Set<Category> categories() {
        throw new UnsupportedOperationException();
    }

    /** Which rules make mail of an event, in the order of their names. One whose condition fails on it does not. */
    public List<Rule> matching(String stream, String key, Event event) {
        throw new UnsupportedOperationException();
    }

    /**
     * Who is to be told of an event.
     *
     * @return nobody, if the list is empty; fails with {@link UnfitEventException} if there will never be an answer, and
     *     with something else if a lookup has none now
     */
    public CompletionStage<List<Recipient>> recipients(Rule rule, String stream, String key, Event event) {
        throw new UnsupportedOperationException();
    }

    /** Which of a rule's digests an event belongs to: the value of {@code digestBy} as JSON; {@code null} if there is none. */
    public String digestKey(Rule rule, String stream, String key, Event event) {
        throw new UnsupportedOperationException();
    }

    /**
     * What a mail may say of an event: {@code {id,type,source,time,subject,stream,key,data}}, without the lists of
     * recipients that the rule's {@code to} names by plain fields, such as {@code data.recipients}: each mail would have all
     * of them in it.
     */
    public ObjectNode values(Rule rule, String stream, String key, Event event) {
        throw new UnsupportedOperationException();
    }

    /** Counts {@code milepost.email.rule.faults}, by rule and expression, there. */
    @Override
    public void bindTo(MeterRegistry registry) {}

    /** Closes the lookups that were read from the settings. */
    @Override
    public void close() {}
}
