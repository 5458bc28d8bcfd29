package io.milepost.fanout.runtime;

import java.util.Base64;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;

/**
 * What a commit says beside its offset, which is the lowest unfinished one: the topic's id, so that a topic made anew is
 * not read from an offset of the old one, and which offsets above are finished, so that they are not delivered twice. In
 * writing {@code 1:<topic id>:<bits, base64url>}; whatever else stands there says nothing.
 *
 * @param topicId the topic's
 * @param above bit n is the offset n above the committed one
 */
record Finished(Uuid topicId, BitSet above) {
    /** As many bits as a commit's metadata holds, which brokers limit to 4,096 bytes unless told otherwise. */
    static final int MOST = 24_000;

    private static final String VERSION = "1";

    String write() {
        return VERSION
                + ':'
                + topicId
                + ':'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(above.toByteArray());
    }

    static Finished read(OffsetAndMetadata committed) {
        String[] parts = committed.metadata().split(":", -1);
        if (parts.length == 3 && parts[0].equals(VERSION)) {
            try {
                return new Finished(
                        Uuid.fromString(parts[1]),
                        BitSet.valueOf(Base64.getUrlDecoder().decode(parts[2])));
            } catch (IllegalArgumentException e) {
                // Somebody else's.
            }
        }
        return new Finished(Uuid.ZERO_UUID, new BitSet());
    }
}
