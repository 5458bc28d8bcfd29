package io.milepost.email.provider.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.email.MailPeer;
import io.milepost.email.ReceivedMail;
import io.milepost.email.ReceivedMime;
import io.milepost.email.provider.Patience;
import io.milepost.fanout.peer.SocketServer;
import io.milepost.service.Environment;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A server on plain sockets that speaks SMTP, or refuses, hangs and closes as a test wants it to. */
final class FakeSmtp implements MailPeer {
    /** The step after the last one: the final dot. */
    static final String DOT = ".";

    /** A reply that is none: the connection is closed instead. */
    static final String CLOSE = "";

    private final SocketServer server;
    private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private volatile SSLContext starttls;
    private volatile List<String> extensions = List.of("8BITMIME");
    private volatile Mode mode = Mode.ACCEPT;

    FakeSmtp() {
        server = new SocketServer(this::talk);
    }

    static SmtpEmailService open(int port, String... more) {
        return open(Optional.empty(), port, more);
    }

    static SmtpEmailService open(Optional<SSLSocketFactory> trust, int port, String... more) {
        Map<String, String> variables = new HashMap<>(
                Map.of("SMTP_HOST", "127.0.0.1", "SMTP_PORT", "" + port, "DEFAULT_FROM_EMAIL", "noreply@example.com"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        Patience patience = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(10));
        return (SmtpEmailService) new SmtpEmailProvider(patience, trust).open(new Environment(variables));
    }

    int port() {
        return server.port();
    }

    /** From now on, a command is answered so; {@code RCPT} with an address too, and {@code ""} is the greeting. */
    void reply(String command, String reply) {
        replies.put(command, reply);
    }

    /** What it says it can. */
    void extensions(String... names) {
        extensions = List.of(names);
    }

    /** It can be made private, with this certificate. */
    void starttls(SSLContext context) {
        starttls = context;
    }

    /** What clients said, without messages. */
    List<String> commands() {
        return commands;
    }

    private void talk(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        List<String> envelope = new ArrayList<>();
        boolean open = say(out, replies.getOrDefault("", "220 fake"));
        for (String line = ""; open && (line = in.readLine()) != null; ) {
            String command = new String(line.getBytes(ISO_8859_1), UTF_8);
            commands.add(command);
            SSLContext tls = starttls;
            if (command.equals("STARTTLS") && tls != null) {
                say(out, "220 go on");
                SSLSocket secret = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
                secret.setUseClientMode(false);
                in = new BufferedReader(new InputStreamReader(secret.getInputStream(), ISO_8859_1));
                out = secret.getOutputStream();
            } else {
                open = answer(command, envelope, in, out);
            }
        }
    }

    private boolean answer(String line, List<String> envelope, BufferedReader in, OutputStream out) throws IOException {
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        String told = replies.getOrDefault(line, replies.get(verb));
        if (told != null) {
            return say(out, told);
        }
        return switch (verb) {
            case "EHLO" -> say(out, "250-fake\r\n250-" + String.join("\r\n250-", extensions) + "\r\n250 HELP");
            case "MAIL" -> {
                envelope.clear();
                yield say(out, "250 ok");
            }
            case "RCPT" -> {
                envelope.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                yield say(out, "250 ok");
            }
            case "DATA" -> say(out, "354 go on") && message(envelope, in, out);
            case "QUIT" -> !say(out, "221 bye");
            case "AUTH" -> say(out, "235 welcome");
            default -> say(out, "250 ok");
        };
    }

    private boolean message(List<String> envelope, BufferedReader in, OutputStream out) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                return false;
            }
            raw.writeBytes((line.startsWith(".") ? line.substring(1) : line).getBytes(ISO_8859_1));
            raw.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        received.add(ReceivedMime.read(raw.toByteArray(), List.copyOf(envelope)));
        return switch (mode) {
            case ACCEPT -> say(out, replies.getOrDefault(DOT, "250 queued"));
            // The client's patience ends this.
            case HANG_AFTER_ACCEPTING -> in.readLine() != null;
            default -> false;
        };
    }

    private static boolean say(OutputStream out, String reply) throws IOException {
        if (reply.equals(CLOSE)) {
            return false;
        }
        out.write((reply + "\r\n").getBytes(UTF_8));
        out.flush();
        return true;
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.allOf(Mode.class);
    }

    @Override
    public void mode(Mode mode) {
        this.mode = mode;
        if (mode == Mode.GONE) {
            close();
        }
    }

    @Override
    public List<ReceivedMail> received() {
        return received;
    }

    @Override
    public int requests() {
        return received.size();
    }

    @Override
    public void close() {
        server.close();
    }
}
