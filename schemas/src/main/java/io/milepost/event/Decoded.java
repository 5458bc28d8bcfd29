package io.milepost.event;

/** What reading a record gave. */
public sealed interface Decoded {
    /** An event. */
    record Intact(Event event) implements Decoded {}

    /**
     * A record that is no event.
     *
     * @param why what is wrong with it, fit for a log line: no part of the value is repeated
     */
    record Broken(String why) implements Decoded {}
}
