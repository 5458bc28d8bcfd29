package io.milepost.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One connection of MQTT at QoS 0, for a peer that reads no Kafka. The key is the topic. For one thread. */
public final class MqttFeed implements Feed {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket = new Socket();

    /** Connects, and returns when the far side has said yes. */
    public MqttFeed(InetSocketAddress server) {
        try {
            socket.connect(server, PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(Mqtt.connect());
            byte[] answer = socket.getInputStream().readNBytes(Mqtt.CONNECTED.length());
            if (!new String(answer, StandardCharsets.ISO_8859_1).equals(Mqtt.CONNECTED)) {
                throw new IllegalStateException(server + " takes no session of MQTT");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Done when it is on its way: at QoS 0 nothing is answered. */
    @Override
    public CompletionStage<?> publish(String key, String data) {
        try {
            socket.getOutputStream().write(Mqtt.publish(key, data));
            return CompletableFuture.completedStage(null);
        } catch (IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
