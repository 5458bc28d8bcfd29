package io.milepost.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milepost.producer.Published;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What became of events that were published: a line for each that Kafka has, a word for each that was refused. One thread. */
final class Receipts {
    private final Queue<Sent> sent = new ArrayDeque<>();
    private final PrintWriter out;
    private final PrintWriter err;
    private int refused;

    /** Prints positions to the one, faults to the other. */
    Receipts(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** An event on its way. */
    private record Sent(String label, CompletableFuture<Published> published) {}

    void expect(String label, CompletableFuture<Published> published) {
        sent.add(new Sent(label, published));
    }

    /** Prints what has become of the oldest, until no more than so many are on their way. */
    void report(int leave) {
        while (sent.size() > leave) {
            Sent oldest = sent.remove();
            try {
                out.println(line(oldest.published().join()));
            } catch (CompletionException e) {
                Throwable cause = e.getCause();
                refuse(oldest.label(), cause == null ? e.getMessage() : cause.getMessage());
            }
        }
        out.flush();
    }

    void refuse(String label, @Nullable String why) {
        refused++;
        say(label + ": " + why);
    }

    void say(String words) {
        err.println(words);
        err.flush();
    }

    boolean allWell() {
        return refused == 0;
    }

    private static String line(Published published) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", published.id())
                .put("topic", published.topic())
                .put("partition", published.partition())
                .put("offset", published.offset())
                .toString();
    }
}
