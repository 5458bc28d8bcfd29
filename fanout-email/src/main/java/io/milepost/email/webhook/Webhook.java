package io.milepost.email.webhook;

import io.milepost.fanout.Endpoint;
import java.util.concurrent.CompletionStage;

/** One provider's way of telling what became of messages. Any thread may call it. */
public interface Webhook extends AutoCloseable {
    /** The provider's name, such as {@code ses}; also the last part of the path. */
    String provider();

    /**
     * Checks who calls, and reads what is told.
     *
     * @return completes with what came of it; does not fail for anything that a stranger may send
     */
    CompletionStage<Verdict> receive(Endpoint.Request request);

    /** Gives up its connections, if it has any. */
    @Override
    default void close() {}
}
