package io.milepost.email.rule;

import io.milepost.event.Event;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the recipients of an event that does not name them itself: the members of a team, say. */
public interface RecipientLookup extends AutoCloseable {
    /**
     * Asks who is to be told of an event. Must not block.
     *
     * @param stream the stream the event was written to
     * @param key the record's key, such as the team's id
     * @return those to be told, nobody if the list is empty; a stage that fails is asked for again, and until it answers no
     *     event of the fan-out goes on
     */
    CompletionStage<List<Recipient>> find(String stream, String key, Event event);

    @Override
    void close();
}
