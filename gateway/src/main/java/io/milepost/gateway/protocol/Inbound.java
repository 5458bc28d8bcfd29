package io.milepost.gateway.protocol;

import org.jspecify.annotations.Nullable;

/** A frame from a client, read. */
public sealed interface Inbound {
    /**
     * A frame that makes sense.
     *
     * @param id the client's own number for it, a JSON value, repeated in the answer
     */
    record Request(@Nullable String id, Command command) implements Inbound {}

    /** A frame that asks for nothing more than this answer, or for none. */
    record Answered(@Nullable Notice answer) implements Inbound {}

    /** A frame that makes none, and the answer to it. */
    record Nonsense(Notice.Refusal answer) implements Inbound {}
}
