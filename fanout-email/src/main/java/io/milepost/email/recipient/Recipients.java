package io.milepost.email.recipient;

import io.milepost.email.SuppressedEmail;
import io.milepost.fanout.topic.FollowedTopic;
import io.milepost.fanout.topic.MadeTopic;
import io.milepost.fanout.topic.TopicFollower;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything known of recipients, as it stands on its topic: read whole at the start and followed from then on. Whoever owns a
 * recipient's partition of the requests writes it there. One thread of its own changes it; any thread asks, as often as it
 * likes.
 */
public final class Recipients implements AutoCloseable {
    /** Where recipients' states are unless another topic is named. */
    public static final String TOPIC = "milepost.email.recipients";

    private static final Logger log = LoggerFactory.getLogger(Recipients.class);

    private final Map<Key, RecipientState> states = new ConcurrentHashMap<>();
    private final AtomicInteger unreadable = new AtomicInteger();
    private final FollowedTopic topic;

    /** A recipient's id in sixteen bytes. */
    private record Key(long high, long low) {
        private static final int DIGITS = 32;

        static Key of(String id) {
            if (id.length() != DIGITS) {
                throw new IllegalArgumentException("a recipient's id has " + DIGITS + " hex digits");
            }
            return new Key(
                    HexFormat.fromHexDigitsToLong(id, 0, DIGITS / 2),
                    HexFormat.fromHexDigitsToLong(id, DIGITS / 2, DIGITS));
        }
    }

    /** What is done with the topic's records, on the follower's thread. */
    private final class Reader implements TopicFollower.Reader {
        @Override
        public void take(String at, String key, byte @Nullable [] value, Instant recordedAt) {
            try {
                if (value == null) {
                    states.remove(Key.of(key));
                } else {
                    put(Key.of(key), RecipientStateJson.read(value));
                }
            } catch (IllegalArgumentException | UnreadableException e) {
                unreadable.incrementAndGet();
                log.error("{}: no recipient's state, so the one before holds: {}", at, e.getMessage());
            }
        }

        private void put(Key key, RecipientState state) {
            if (state.equals(RecipientState.EMPTY)) {
                states.remove(key);
            } else {
                states.put(key, state);
            }
        }
    }

    /**
     * Begins to read.
     *
     * @param kafka settings for a Kafka client
     * @param topic where the states are; made if it does not exist
     * @param replicas copies of the topic if it has to be made; -1 for the broker's default
     */
    public Recipients(Map<String, Object> kafka, String topic, short replicas) {
        this.topic = new FollowedTopic(kafka, MadeTopic.compacted(topic, replicas), "recipients", new Reader());
    }

    /** Completes when everything is known that was there at the start. Until then nobody can be sent anything. */
    public CompletionStage<Void> ready() {
        return topic.ready();
    }

    /** Whether {@link #ready} has completed. */
    public boolean isReady() {
        return topic.isReady();
    }

    /**
     * What is known of a recipient; {@link RecipientState#EMPTY} if nothing is.
     *
     * @param recipientId a {@link io.milepost.email.address.RecipientId}
     */
    public RecipientState state(String recipientId) {
        return Objects.requireNonNullElse(states.get(Key.of(recipientId)), RecipientState.EMPTY);
    }

    /**
     * Completes when everything up to and with this offset of the topic is known, on the thread that reads it. Fails if that
     * will not be: this is closed, or the topic was made anew.
     */
    public CompletionStage<Void> reached(long offset) {
        return topic.reached(offset);
    }

    /** Everybody who gets nothing now, the youngest suppression first. Looks at all recipients. */
    public List<SuppressedEmail> suppressed(Instant now) {
        return states.values().stream()
                .flatMap(state -> state.suppression(now).stream())
                .sorted(Comparator.comparing(SuppressedEmail::since).reversed())
                .toList();
    }

    /** How many recipients something is known of. */
    public int size() {
        return states.size();
    }

    /** What is wrong, if something is, in words for a health check. */
    public Optional<String> trouble() {
        String kafka = topic.trouble();
        if (kafka != null) {
            return Optional.of("recipients are not up to date: " + kafka);
        }
        int records = unreadable.get();
        return records == 0 ? Optional.empty() : Optional.of(records + " records of recipients could not be read");
    }

    @Override
    public void close() {
        topic.close();
    }
}
