package io.milepost.bench.subject;

/** What became of it when a subject was to be started. */
public sealed interface Started {
    /** It runs. */
    record Running(Subject subject) implements Started {}

    /**
     * It is not on this machine.
     *
     * @param why in a few words, such as {@code no `nginx` on the PATH}
     */
    record Absent(String why) implements Started {}
}
