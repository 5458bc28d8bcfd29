package io.milepost.email.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.milepost.channel.Streams;
import io.milepost.email.rule.RuleFaults.What;
import io.milepost.event.Event;
import io.milepost.fanout.FanoutSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All rules of a fan-out. Any thread. */
public final class Rules implements MeterBinder, AutoCloseable {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    static final String NAME_SAID = "a name has letters, digits, - and _, 64 at most";

    private final Map<String, LoadedRule> rules;
    private final Map<String, RuleFaults> faults = new TreeMap<>();
    private final Set<Category> categories;
    private final List<HttpLookup> lookups;
    private final int mostRecipients;

    Rules(Map<String, LoadedRule> rules, Set<Category> categories, List<HttpLookup> lookups, int mostRecipients) {
        this.rules = new TreeMap<>(rules);
        this.categories = Set.copyOf(categories);
        this.lookups = List.copyOf(lookups);
        this.mostRecipients = mostRecipients;
        rules.keySet().forEach(name -> faults.put(name, new RuleFaults(name)));
    }

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
        return new RulesReader(settings, streams, isTemplate).read(lookups);
    }

    /** All rules, in the order of their names. */
    public List<Rule> all() {
        return rules.values().stream().map(LoadedRule::rule).toList();
    }

    /**
     * The rule of this name.
     *
     * @throws IllegalArgumentException if there is none (any more)
     */
    public Rule named(String name) {
        return loaded(name).rule();
    }

    /** Whether there is a rule of this name (still). */
    public boolean has(String name) {
        return rules.containsKey(name);
    }

    /** All categories: those of the rules, and those that are configured without one. */
    public Set<Category> categories() {
        return categories;
    }

    /** Which rules make mail of an event, in the order of their names. One whose condition fails on it does not. */
    public List<Rule> matching(String stream, String key, Event event) {
        List<LoadedRule> about = rules.values().stream()
                .filter(loaded -> loaded.rule().streams().contains(stream)
                        && loaded.rule().types().contains(event.type()))
                .toList();
        boolean asks = about.stream().anyMatch(loaded -> loaded.when().isPresent());
        ObjectNode json = asks ? EventJson.of(stream, key, event) : null;
        return about.stream()
                .filter(loaded -> json == null || fits(loaded, json))
                .map(LoadedRule::rule)
                .toList();
    }

    private boolean fits(LoadedRule loaded, ObjectNode event) {
        try {
            return loaded.when().isEmpty() || loaded.when().get().of(event).equals(BooleanNode.TRUE);
        } catch (Expression.FailedException e) {
            faults(loaded.rule()).add(What.WHEN, 1, "when: " + e.getMessage());
            return false;
        }
    }

    /**
     * Who is to be told of an event.
     *
     * @return nobody, if the list is empty; fails with {@link UnfitEventException} if there will never be an answer, and
     *     with something else if a lookup has none now
     */
    public CompletionStage<List<Recipient>> recipients(Rule rule, String stream, String key, Event event) {
        LoadedRule loaded = loaded(rule.name());
        if (loaded.lookup().isEmpty()) {
            return told(loaded, EventJson.of(stream, key, event));
        }
        return loaded.lookup().get().find(stream, key, event).thenCompose(found -> bounded(rule, found));
    }

    private CompletionStage<List<Recipient>> told(LoadedRule loaded, ObjectNode event) {
        Rule rule = loaded.rule();
        JsonNode to;
        try {
            to = loaded.to().of(event);
        } catch (Expression.FailedException e) {
            return unfit(rule, e.getMessage());
        }
        RecipientReader read = RecipientReader.read(to);
        if (read.unfit() > 0 && read.recipients().isEmpty()) {
            return unfit(rule, "what it gives is neither an address nor an object that has one");
        }
        if (read.unfit() > 0) {
            faults(rule)
                    .add(What.RECIPIENT, read.unfit(), "to: " + read.unfit() + " of those it gives have no address");
        }
        return bounded(rule, read.recipients());
    }

    private CompletionStage<List<Recipient>> bounded(Rule rule, List<Recipient> recipients) {
        return recipients.size() > mostRecipients
                ? unfit(rule, recipients.size() + " recipients, where maxRecipients is " + mostRecipients)
                : CompletableFuture.completedFuture(recipients);
    }

    private CompletionStage<List<Recipient>> unfit(Rule rule, @Nullable String why) {
        String message = "the rule " + rule.name() + ": to: " + why;
        faults(rule).add(What.TO, 1, "to: " + why);
        return CompletableFuture.failedFuture(new UnfitEventException(message));
    }

    /** Which of a rule's digests an event belongs to: the value of {@code digestBy} as JSON; {@code null} if there is none. */
    public String digestKey(Rule rule, String stream, String key, Event event) {
        try {
            return loaded(rule.name()).by().of(EventJson.of(stream, key, event)).toString();
        } catch (Expression.FailedException e) {
            faults(rule).add(What.DIGEST_BY, 1, "digestBy: " + e.getMessage());
            return "null";
        }
    }

    /**
     * What a mail may say of an event: {@code {id,type,source,time,subject,stream,key,data}}, without the lists of
     * recipients that the rule's {@code to} names by plain fields, such as {@code data.recipients} or {@code
     * data.members[*].email}: each mail would have all of them in it.
     */
    public ObjectNode values(Rule rule, String stream, String key, Event event) {
        return EventJson.without(loaded(rule.name()).lists(), EventJson.of(stream, key, event));
    }

    private LoadedRule loaded(String name) {
        LoadedRule loaded = rules.get(name);
        if (loaded == null) {
            throw new IllegalArgumentException("there is no rule " + name);
        }
        return loaded;
    }

    private RuleFaults faults(Rule rule) {
        return faults.getOrDefault(rule.name(), new RuleFaults(rule.name()));
    }

    /** Counts {@code milepost.email.rule.faults}, by {@code rule} and {@code what}, there. */
    @Override
    public void bindTo(MeterRegistry registry) {
        faults.values().forEach(rule -> rule.bindTo(registry));
    }

    /** Closes the lookups that were read from the settings. */
    @Override
    public void close() {
        lookups.forEach(HttpLookup::close);
    }
}
