package io.milepost.bench.scenario;

import io.milepost.bench.subject.Subject;
import java.util.List;
import java.util.Map;

/** Something that every subject can go through, each time newly started. */
public interface Scenario {
    /** Bytes of an event's data. */
    int EVENT_BYTES = 300;

    /** Short, for a command line and for a file's name. */
    String name();

    /** What it is, in a sentence. */
    String title();

    /** What is measured, the one that counts most first. */
    List<Measure> measures();

    /** Where something else was the limit than the subject. */
    default List<Limit> limits() {
        return List.of();
    }

    /**
     * Does it.
     *
     * @return each measure's figure by its name; what a subject has none of is not in it
     */
    Map<String, Double> run(Subject subject) throws InterruptedException;
}
