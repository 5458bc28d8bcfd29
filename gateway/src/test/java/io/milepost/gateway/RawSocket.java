package io.milepost.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import javax.net.ssl.SSLContext;

/** A WebSocket made by hand, for what no library does: reading nothing, with hardly any room in the kernel. */
public final class RawSocket implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final DataInputStream in;
    private String head = "";
    private int compressed;

    public RawSocket(String address, int receiveBuffer) throws IOException {
        this(address, receiveBuffer, "");
    }

    /** The same with more headers in the upgrade, each with its line's end. */
    public RawSocket(String address, int receiveBuffer, String headers) throws IOException {
        this(address, receiveBuffer, headers, plain -> plain);
    }

    /**
     * The same with TLS.
     *
     * @param trust what it believes
     */
    public RawSocket(String address, int receiveBuffer, SSLContext trust) throws IOException {
        this(
                address,
                receiveBuffer,
                "",
                plain -> trust.getSocketFactory()
                        .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true));
    }

    /** What becomes of a connection before anything is said. */
    private interface Cover {
        Socket around(Socket plain) throws IOException;
    }

    private RawSocket(String address, int receiveBuffer, String headers, Cover cover) throws IOException {
        URI uri = URI.create(address);
        Socket plain = new Socket();
        plain.setReceiveBufferSize(receiveBuffer);
        plain.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        plain.setSoTimeout(30_000);
        socket = cover.around(plain);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        sendRaw(Frames.upgrade(uri.getPath() + "?" + uri.getQuery(), headers));
        while (!head.endsWith("\r\n\r\n")) {
            head += (char) in.readUnsignedByte();
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
    }

    /** What the upgrade was answered. */
    public String head() {
        return head;
    }

    /** How many of the text frames so far were compressed. */
    public int compressed() {
        return compressed;
    }

    public void send(String frame) throws IOException {
        sendRaw(Frames.text(frame));
    }

    /** Bytes, whatever they are. */
    public void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The code that the gateway closes with, whatever comes before. */
    public int closeCode() throws IOException {
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
            if (first == 0xc1) {
                compressed++;
                return JSON.readTree(inflated(payload));
            }
            if (first == 0x88) {
                throw new Closed((payload[0] & 0xff) << 8 | (payload[1] & 0xff));
            }
        }
    }

    /** Each alone: nothing is known of those before. */
    private static byte[] inflated(byte[] payload) throws IOException {
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[payload.length + 2] = (byte) 0xff;
        whole[payload.length + 3] = (byte) 0xff;
        try (InputStream inflating = new InflaterInputStream(new ByteArrayInputStream(whole), new Inflater(true))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                inflating.transferTo(out);
            } catch (EOFException e) {
                // It never ends; it only has no more at present.
            }
            return out.toByteArray();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
