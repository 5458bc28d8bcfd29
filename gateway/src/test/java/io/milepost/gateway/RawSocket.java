package io.milepost.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A WebSocket made by hand, for what no library does: reading nothing, with hardly any room in the kernel. */
public final class RawSocket implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final Random random = new Random();

    public RawSocket(String address, int receiveBuffer) throws IOException {
        URI uri = URI.create(address);
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout(30_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        write("GET " + uri.getPath() + "?" + uri.getQuery() + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
                + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n");
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            head += (char) in.readUnsignedByte();
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
    }

    public void send(String frame) throws IOException {
        byte[] payload = frame.getBytes(StandardCharsets.UTF_8);
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        int head = payload.length < 126 ? 6 : 8;
        byte[] framed = new byte[head + payload.length];
        framed[0] = (byte) 0x81;
        framed[1] = (byte) (0x80 | Math.min(126, payload.length));
        if (head == 8) {
            framed[2] = (byte) (payload.length >>> 8);
            framed[3] = (byte) payload.length;
        }
        System.arraycopy(mask, 0, framed, head - 4, 4);
        for (int i = 0; i < payload.length; i++) {
            framed[head + i] = (byte) (payload[i] ^ mask[i & 3]);
        }
        socket.getOutputStream().write(framed);
    }

    /** The next text frame; pings are passed over. */
    public JsonNode next() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes((int) length);
            if (first == 0x81) {
                return JSON.readTree(payload);
            }
            if (first == 0x88) {
                throw new IOException("closed with " + ((payload[0] & 0xff) << 8 | (payload[1] & 0xff)));
            }
        }
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
