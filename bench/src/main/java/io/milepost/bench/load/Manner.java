package io.milepost.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How a subscriber speaks.
 *
 * @param path where it connects
 * @param headers more of the upgrade, each with its line's end
 * @param steps what it says when, one after the other; after the last it is subscribed when it has heard {@code subscribed}
 * @param subscribed what the answer that it is subscribed has in it; empty if the upgrade is that answer
 * @param bundled whether a frame may hold several events. Then each has to have one {@link Speaker#MARK}
 */
public record Manner(String path, String headers, List<Step> steps, String subscribed, boolean bundled) {
    /**
     * Something to say.
     *
     * @param after what the message that it answers has in it; empty for the upgrade
     * @param frame a masked WebSocket frame
     */
    public record Step(String after, byte[] frame) {}

    /** Follows by the address alone. */
    public static Manner ofPath(String path, String subscribed) {
        return new Manner(path, "", List.of(), subscribed, false);
    }

    /** The same with more headers. */
    public Manner with(String more) {
        return new Manner(path, headers + more, steps, subscribed, bundled);
    }

    /** The same, in which the upgrade is answer enough. */
    public Manner unanswered() {
        return new Manner(path, headers, steps, "", bundled);
    }

    /** The same, in which a frame may hold several events. */
    public Manner inBundles() {
        return new Manner(path, headers, steps, subscribed, true);
    }

    /** The same that says one more text when it has heard something; at once, if that is empty. */
    public Manner saying(String after, String text) {
        return with(new Step(after, frame(0x81, text.getBytes(StandardCharsets.UTF_8))));
    }

    /** The same with bytes. */
    public Manner sayingBytes(String after, byte[] bytes) {
        return with(new Step(after, frame(0x82, bytes)));
    }

    private Manner with(Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return new Manner(path, headers, List.copyOf(all), subscribed, bundled);
    }

    /** Masked with nothing but zeros. */
    private static byte[] frame(int opcode, byte[] payload) {
        boolean isShort = payload.length < 126;
        byte[] frame = new byte[(isShort ? 6 : 8) + payload.length];
        frame[0] = (byte) opcode;
        frame[1] = (byte) (0x80 | (isShort ? payload.length : 126));
        if (!isShort) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
        return frame;
    }
}
