package io.milepost.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packets of MQTT 3.1.1, as far as one who publishes or follows at QoS 0 needs them. */
public final class Mqtt {
    /** The answer to {@link #connect}, read as ISO 8859-1. */
    public static final String CONNECTED = " \2\0\0";

    /** The answer to {@link #subscribe}, read in the same way. */
    public static final String SUBSCRIBED = "\u0090\3\0\1\0";

    private static final int CONNECT = 0x10;
    private static final int SUBSCRIBE = 0x82;
    private static final int PUBLISH = 0x30;
    private static final int LEVEL = 4;
    private static final int CLEAN_SESSION = 2;

    private Mqtt() {}

    /** Begins a session that is not kept, under a name that the server makes up, without a keep alive. */
    public static byte[] connect() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writeText(body, "MQTT");
        body.write(LEVEL);
        body.write(CLEAN_SESSION);
        writeShort(body, 0);
        writeText(body, "");
        return packet(CONNECT, body);
    }

    /** Follows a topic at QoS 0, as the first request of a session. */
    public static byte[] subscribe(String topic) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writeShort(body, 1);
        writeText(body, topic);
        body.write(0);
        return packet(SUBSCRIBE, body);
    }

    /** An event at QoS 0. */
    static byte[] publish(String topic, String data) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writeText(body, topic);
        body.writeBytes(data.getBytes(StandardCharsets.UTF_8));
        return packet(PUBLISH, body);
    }

    private static byte[] packet(int type, ByteArrayOutputStream body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        int left = body.size();
        while (left > 0x7f) {
            packet.write((left & 0x7f) | 0x80);
            left >>= 7;
        }
        packet.write(left);
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeShort(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeShort(ByteArrayOutputStream out, int number) {
        out.write(number >> 8);
        out.write(number);
    }
}
