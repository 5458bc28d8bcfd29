package io.milepost.gateway.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 connection made by hand (RFC 9113), for what no library does. */
final class H2Connection implements AutoCloseable {
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;

    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    /** Of the table that everybody has: {@code :method GET}, {@code :scheme https}. */
    private static final byte[] GET_HTTPS = {(byte) 0x82, (byte) 0x87};

    private static final int PATH = 0x04;
    private static final int AUTHORITY = 0x01;

    private final SSLSocket socket;
    private final DataInputStream in;
    private int stream = -1;

    /** What came: a frame of RFC 9113, section 4.1. */
    record Came(int type, int flags, int stream, byte[] payload) {
        /** The last four bytes of its first eight: the code of a GOAWAY. */
        int code() {
            return (payload[4] & 0xff) << 24
                    | (payload[5] & 0xff) << 16
                    | (payload[6] & 0xff) << 8
                    | (payload[7] & 0xff);
        }
    }

    H2Connection(URI address, SSLContext trust) throws IOException {
        socket = (SSLSocket) trust.getSocketFactory().createSocket(address.getHost(), address.getPort());
        socket.setSoTimeout(30_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    String protocol() {
        return socket.getApplicationProtocol();
    }

    /**
     * Says hello.
     *
     * @param window bytes that it takes of a stream unasked
     */
    void begin(int window) throws IOException {
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0, new byte[] {
            0, 4, (byte) (window >> 24), (byte) (window >> 16), (byte) (window >> 8), (byte) window
        });
    }

    /** Asks for something, and returns the number of its stream. */
    int get(String path) throws IOException {
        stream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(GET_HTTPS);
        field(block, PATH, path);
        field(block, AUTHORITY, "test");
        frame(HEADERS, END_STREAM | END_HEADERS, stream, block.toByteArray());
        return stream;
    }

    private static void field(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        byte[] bytes = value.getBytes(US_ASCII);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest > 127; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    void frame(int type, int flags, int on, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame.write(on >> shift);
        }
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** The next frame that is like this; others are passed over. */
    Came await(Predicate<Came> wanted) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            Came came = new Came(type, flags, in.readInt(), in.readNBytes(length));
            if (wanted.test(came)) {
                return came;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
