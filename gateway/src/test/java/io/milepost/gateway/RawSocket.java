package io.milepost.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** A WebSocket made by hand, for what no library does: reading nothing, with hardly any room in the kernel. */
public final class RawSocket implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket = new Socket();
    private final DataInputStream in;

    public RawSocket(String address, int receiveBuffer) throws IOException {
        URI uri = URI.create(address);
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout(30_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        sendRaw(Frames.upgrade(uri.getPath() + "?" + uri.getQuery()));
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            head += (char) in.readUnsignedByte();
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
    }

    public void send(String frame) throws IOException {
        sendRaw(Frames.text(frame));
    }

    /** Bytes, whatever they are. */
    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The code that the gateway closes with, whatever comes before. */
    int closeCode() throws IOException {
        try {
            while (true) {
                next();
            }
        } catch (Closed e) {
            return e.code;
        }
    }

    /** The gateway has said goodbye. */
    private static final class Closed extends IOException {
        private final int code;

        Closed(int code) {
            super("closed with " + code);
            this.code = code;
        }
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
                throw new Closed((payload[0] & 0xff) << 8 | (payload[1] & 0xff));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
