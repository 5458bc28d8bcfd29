package io.milepost.launcher;

import io.milepost.fanout.deadletter.DeadLetter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which dead letters are meant. */
final class DeadLetterFilters {
    @Option(names = "--sink", paramLabel = "NAME", description = "Those of this fan-out.")
    private @Nullable String sink;

    @Option(names = "--code", paramLabel = "CODE", description = "Those with this reason, such as http-413.")
    private @Nullable String code;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Those that were written to this topic.")
    private @Nullable String topic;

    @Option(names = "--type", paramLabel = "TYPE", description = "Those of this event type.")
    private @Nullable String type;

    @Option(names = "--key", paramLabel = "KEY", description = "Those with this key.")
    private @Nullable String key;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Those that failed last at this time or later, RFC 3339.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Those that failed last before this time, RFC 3339.")
    private @Nullable String until;

    @Option(names = "--all", description = "Also those that have been sent again already.")
    private boolean all;

    /** Whether a fan-out is named. */
    boolean namesSink() {
        return sink != null;
    }

    Predicate<DeadLetter> wanted(CommandSpec spec) {
        Instant from = time(spec, "--since", since);
        Instant to = time(spec, "--until", until);
        return letter -> (all || !letter.redriven())
                && (sink == null || sink.equals(letter.sink()))
                && (code == null || code.equals(letter.code()))
                && (topic == null || topic.equals(letter.origin().topic()))
                && (type == null || type.equals(letter.type()))
                && (key == null || Objects.equals(key, letter.key()))
                && (from == null || !last(letter).isBefore(from))
                && (to == null || last(letter).isBefore(to));
    }

    private static Instant last(DeadLetter letter) {
        try {
            return Instant.parse(letter.lastFailure());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static @Nullable Instant time(CommandSpec spec, String option, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(), option + ": a time such as 2026-01-02T03:04:05Z is expected");
        }
    }
}
