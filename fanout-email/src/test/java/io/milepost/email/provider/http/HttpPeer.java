package io.milepost.email.provider.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.milepost.email.MailPeer;
import io.milepost.email.ReceivedMail;
import io.milepost.fanout.peer.SocketServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider's API on plain sockets, which answers as a test wants it to. */
public abstract class HttpPeer implements MailPeer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<ReceivedMail> received = new ArrayList<>();
    private volatile Mode mode = Mode.ACCEPT;
    private volatile Behaviour behaviour;

    /** One call. */
    public record Request(String method, String target, Map<String, String> headers, JsonNode body) {
        /** Method and target. */
        public String line() {
            return method + " " + target;
        }
    }

    /** What it does with a call, instead of what it does as a provider. */
    public interface Behaviour {
        /** Answers, or does not. */
        void answer(Request request, Socket socket) throws IOException;
    }

    /** Listens. Nobody knows the port before it is made. */
    @SuppressWarnings("this-escape")
    protected HttpPeer() {
        server = new SocketServer(this::serve);
    }

    /** The messages in a call, none if it is no call to send. */
    protected abstract List<ReceivedMail> mail(Request request);

    /** What a provider that is well answers. */
    protected abstract Behaviour well(Request request);

    /** From now on so, whatever the call is. */
    public void behave(Behaviour other) {
        behaviour = other;
    }

    /** Where it is. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** All calls. */
    public List<Request> calls() {
        return List.copyOf(requests);
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.allOf(Mode.class);
    }

    @Override
    public void mode(Mode other) {
        mode = other;
        if (other == Mode.GONE) {
            close();
        }
    }

    @Override
    public List<ReceivedMail> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    @Override
    public int requests() {
        return (int) requests.stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    /** Answers with a status and JSON; headers as {@code Name: value}. */
    public static Behaviour status(int status, String body, String... headers) {
        return (request, socket) -> respond(socket, status, body, headers);
    }

    /** Writes an answer. */
    public static void respond(Socket socket, int status, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (status != 204) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.getBytes(UTF_8).length)
                    .append("\r\n");
        }
        write(socket, head + "\r\n" + (status == 204 ? "" : body));
    }

    /** Writes what it is told to. */
    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    /** Waits until the client hangs up. */
    public static void untilGone(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            Request request = request(line, in);
            requests.add(request);
            synchronized (received) {
                received.addAll(mail(request));
            }
            answer(request, socket);
        }
    }

    private void answer(Request request, Socket socket) throws IOException {
        Behaviour other = behaviour;
        if (other != null) {
            other.answer(request, socket);
            return;
        }
        switch (mode) {
            case HANG_AFTER_ACCEPTING -> untilGone(socket);
            case CLOSE_AFTER_ACCEPTING -> socket.close();
            default -> well(request).answer(request, socket);
        }
    }

    private static Request request(String line, InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] parts = line.split(" ", 3);
        return new Request(
                parts[0], parts[1], headers, body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body));
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
