package io.milepost.pusher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.peer.SocketServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on plain sockets that speaks as Pusher's HTTP API does, or fails as a test wants it to. It checks the signature
 * of each request before anything else.
 */
final class FakePusher implements AutoCloseable {
    static final String APP = "1001";
    static final String KEY = "a-key-of-the-test";
    static final String SECRET = "a-secret-that-nobody-may-see";

    private final SocketServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<Request> requests = new ArrayList<>();
    private volatile Behaviour behaviour;

    /** What it does with a request whose signature is right. */
    interface Behaviour {
        void answer(Request request, Socket socket) throws IOException;
    }

    /** Takes everything. */
    static Behaviour ok() {
        return status(200);
    }

    /** Answers with a status, and headers as {@code Name: value}. */
    static Behaviour status(int status, String... headers) {
        return (request, socket) -> respond(socket, status, "{}", headers);
    }

    FakePusher(Behaviour behaviour) {
        this.behaviour = behaviour;
        server = new SocketServer(this::serve);
    }

    void behave(Behaviour other) {
        behaviour = other;
    }

    int port() {
        return server.port();
    }

    /** Connections made so far. */
    int connections() {
        return connections.get();
    }

    /** Connections that have ended. */
    int closed() {
        return closed.get();
    }

    /** All requests with a right signature, in their order. */
    List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** The settings of a patient sink that delivers here, and more as key, value, key, value. */
    Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("appId", APP);
        settings.put("key", KEY);
        settings.put("secret", SECRET);
        settings.put("scheme", "http");
        settings.put("host", "127.0.0.1");
        settings.put("port", "" + port());
        settings.put("connectTimeout", "15s");
        settings.put("requestTimeout", "15s");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    /** The app here, asked patiently. */
    PusherAccount account() {
        return PusherAccount.read(new FanoutSettings("", settings()));
    }

    static void respond(Socket socket, int status, String body, String... headers) throws IOException {
        write(socket, head(status, status == 204 ? -1 : body.getBytes(UTF_8).length, headers));
        if (status != 204) {
            write(socket, body);
        }
    }

    static String head(int status, int length, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append(length < 0 ? "" : "Content-Length: " + length + "\r\n")
                .append("\r\n")
                .toString();
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private void serve(Socket socket) throws IOException {
        connections.incrementAndGet();
        try {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(header.substring(15).trim());
                    }
                }
                Request request = Request.of(line, in.readNBytes(length));
                String fault = Signatures.fault(request, KEY, SECRET);
                if (fault != null) {
                    respond(socket, 401, fault);
                    continue;
                }
                synchronized (requests) {
                    requests.add(request);
                }
                behaviour.answer(request, socket);
            }
        } finally {
            closed.incrementAndGet();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append(new String(new byte[] {(byte) c}, ISO_8859_1));
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        server.close();
    }
}
