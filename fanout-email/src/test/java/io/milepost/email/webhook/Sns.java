package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.milepost.email.http.HttpCalls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * SNS: a real server with TLS under the name {@code sns.us-east-1.amazonaws.com}, reached through a proxy, so that whatever goes
 * out anywhere is seen here. It signs as SNS does.
 */
final class Sns implements AutoCloseable {
    static final String HOST = "sns.us-east-1.amazonaws.com";
    static final String CERTIFICATE = "https://" + HOST + "/SimpleNotificationService-0.pem";
    static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:mail";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore keys;
    private final HttpsServer server;
    private final ServerSocket proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connects = new AtomicInteger();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final SSLContext tls;

    /** What it answers under a path. */
    record Reply(int status, byte[] body, String location) {}

    Sns(Path directory) throws IOException, GeneralSecurityException {
        keys = keys(directory.resolve("sns.p12"));
        tls = tls();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            String target = exchange.getRequestURI().toString();
            asked.add(target);
            Reply reply = replies.getOrDefault(exchange.getRequestURI().getPath(), new Reply(404, new byte[0], null));
            if (reply.location() != null) {
                exchange.getResponseHeaders().add("Location", reply.location());
            }
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            try (exchange) {
                exchange.getResponseBody().write(reply.body());
            } catch (IOException e) {
                // The client has seen enough, as some tests want.
            }
        });
        server.setExecutor(threads);
        server.start();
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::tunnel);
        certificate("signing");
    }

    /** What stands at {@link #CERTIFICATE} from now on. */
    void certificate(String alias) {
        try {
            byte[] der = keys.getCertificate(alias).getEncoded();
            String text = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der);
            put(
                    "/SimpleNotificationService-0.pem",
                    200,
                    "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void put(String path, int status, String body) {
        replies.put(path, new Reply(status, body.getBytes(UTF_8), null));
    }

    void redirect(String path, String location) {
        replies.put(path, new Reply(302, new byte[0], location));
    }

    /** Connections to anybody. */
    int connects() {
        return connects.get();
    }

    /** What this server was asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Calls of somebody whose JDK trusts this server's certificate. */
    SnsCalls calls() {
        return new SnsCalls(new HttpCalls(
                "test-sns",
                Duration.ofSeconds(20),
                SnsCalls.MOST_BYTES,
                builder -> builder.proxy(ProxySelector.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort())))
                        .sslContext(tls)));
    }

    /** Calls of somebody whose JDK trusts public authorities alone. */
    SnsCalls distrustful() {
        return new SnsCalls(new HttpCalls(
                "test-sns",
                Duration.ofSeconds(20),
                SnsCalls.MOST_BYTES,
                builder -> builder.proxy(ProxySelector.of(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort())))));
    }

    /** A notification, unsigned. */
    static ObjectNode notification(String id, Instant at, String message) {
        return JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", id)
                .put("TopicArn", TOPIC)
                .put("Subject", "Amazon SES Email Event Notification")
                .put("Message", message)
                .put("Timestamp", at.toString())
                .put("SignatureVersion", "2")
                .put("SigningCertURL", CERTIFICATE);
    }

    /** A question whether a subscription is wanted, unsigned. */
    static ObjectNode confirmation(Instant at, String address) {
        return JSON.createObjectNode()
                .put("Type", "SubscriptionConfirmation")
                .put("MessageId", "m-confirm")
                .put("TopicArn", TOPIC)
                .put("Token", "a-token")
                .put("Message", "You have chosen to subscribe")
                .put("SubscribeURL", address)
                .put("Timestamp", at.toString())
                .put("SignatureVersion", "1")
                .put("SigningCertURL", CERTIFICATE);
    }

    /** Signs with the key of an alias, as the documents of SNS say, and writes it out. */
    String signed(ObjectNode message, String alias) {
        try {
            StringBuilder text = new StringBuilder();
            List<String> names = new ArrayList<>(List.of("Message", "MessageId"));
            names.addAll(
                    message.path("Type").asText().equals("Notification")
                            ? List.of("Subject", "Timestamp", "TopicArn", "Type")
                            : List.of("SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"));
            for (String name : names) {
                if (message.has(name)) {
                    text.append(name)
                            .append('\n')
                            .append(message.path(name).asText())
                            .append('\n');
                }
            }
            Signature signature = Signature.getInstance(
                    message.path("SignatureVersion").asText().equals("1") ? "SHA1withRSA" : "SHA256withRSA");
            signature.initSign((PrivateKey) keys.getKey(alias, PASSWORD));
            signature.update(text.toString().getBytes(UTF_8));
            return message.put("Signature", Base64.getEncoder().encodeToString(signature.sign()))
                    .toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String signed(ObjectNode message) {
        return signed(message, "signing");
    }

    private void tunnel() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                connects.incrementAndGet();
                threads.execute(() -> tunnel(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void tunnel(Socket client) {
        try (client;
                Socket far = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            int newlines = 0;
            while (newlines < 2) {
                int c = client.getInputStream().read();
                newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
                if (c < 0) {
                    return;
                }
            }
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            threads.execute(() -> pump(far, client));
            pump(client, far);
        } catch (IOException e) {
            // Either side has gone.
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.close();
        } catch (IOException e) {
            // Either side has gone.
        }
    }

    private SSLContext tls() throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore serving = only("serving");
        own.init(serving, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(serving);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore only(String alias) throws GeneralSecurityException {
        try {
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            one.setKeyEntry(alias, keys.getKey(alias, PASSWORD), PASSWORD, keys.getCertificateChain(alias));
            one.setCertificateEntry(alias + "-trusted", keys.getCertificate(alias));
            return one;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Made by the JDK's own tool for each run: nothing secret is kept with the sources. */
    private static KeyStore keys(Path file) throws IOException, GeneralSecurityException {
        generate(file, "serving", HOST, "-1d", "3650");
        generate(file, "signing", "sns.amazonaws.com", "-1d", "3650");
        generate(file, "regional", "sns-signing.eu-south-1.amazonaws.com", "-1d", "3650");
        generate(file, "expired", "sns.amazonaws.com", "-20d", "10");
        generate(file, "other", "sqs.amazonaws.com", "-1d", "3650");
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static void generate(Path file, String alias, String name, String from, String days) throws IOException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-startdate",
                        from,
                        "-validity",
                        days)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        proxy.close();
        threads.shutdownNow();
    }
}
