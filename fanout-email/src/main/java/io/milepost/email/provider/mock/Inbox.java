package io.milepost.email.provider.mock;

import io.milepost.email.Email;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mail that has been sent and went to nobody. The newest 1,000 messages are kept, and of those as many as have 64 million
 * characters together; older ones leave. Any thread.
 */
public final class Inbox {
    private static final int MAX_MESSAGES = 1_000;
    private static final long MAX_CHARS = 64_000_000;

    private final Deque<Message> messages = new ArrayDeque<>();
    private long chars;

    /**
     * One message.
     *
     * @param id what the provider called it: the {@code messageId} of whoever sent it
     * @param when it was sent
     * @param email as it would have gone out: with its sender, addresses in their normal form
     */
    public record Message(String id, Instant when, Email email) {}

    synchronized void add(Message message) {
        messages.addLast(message);
        chars += size(message);
        while (messages.size() > MAX_MESSAGES || (chars > MAX_CHARS && messages.size() > 1)) {
            chars -= size(messages.removeFirst());
        }
    }

    private static long size(Message message) {
        return length(message.email().html()) + length(message.email().text());
    }

    private static long length(@Nullable String part) {
        return part == null ? 0 : part.length();
    }

    /** All there are, in the order they were sent. */
    public synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** All there are, the newest first. */
    public List<Message> newestFirst() {
        List<Message> newest = new ArrayList<>(messages());
        Collections.reverse(newest);
        return newest;
    }

    /** The message of this id, if it is still there. */
    public Optional<Message> find(String id) {
        return messages().stream().filter(message -> message.id().equals(id)).findFirst();
    }

    /** Throws all away. */
    public synchronized void clear() {
        messages.clear();
        chars = 0;
    }
}
