package io.milepost.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.GatewayConfig;
import io.milepost.gateway.LoggedExceptions;
import io.milepost.gateway.RawSocket;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.limit.NodeLimits;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sockets over TLS: what they share is what each gets, slow ones among them, and the certificate may change. */
class TlsIT {
    private static final int EVENT_BYTES = 4_000;
    /** Bytes that the kernel may keep for a reader: little, but more than a segment of the loopback device. */
    private static final int ROOM = 128 * 1024;

    private static TestCertificate certificate;
    private static TestNode node;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.of("one");
        node = TestNode.start(
                log -> log.withRing(4L << 20, 1_000, 500),
                gateway -> gateway.withTls(certificate.config())
                        .withSessions(gateway.sessions().withPatience(Duration.ofSeconds(25), Duration.ofMinutes(10))));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String address() {
        return "wss://127.0.0.1:" + node.gateway().port() + "/ws?token=" + TestNode.token("ada", List.of("*"));
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"team-" + channel + "\"}";
    }

    private static TestClient connect(String channel) {
        HttpClient http =
                HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        TestClient client = TestClient.connect(http, address());
        client.send(subscribe(channel));
        client.expect("subscribed");
        return client;
    }

    private static void publish(String channel, int n) {
        node.publish(
                "activity",
                channel,
                new Event(
                        "e" + n,
                        "/test",
                        "activity-logged",
                        Rfc3339.now(),
                        null,
                        Json.of("{\"n\":" + n + ",\"x\":\"" + "x".repeat(EVENT_BYTES) + "\"}")));
    }

    private static void assertNumbers(List<JsonNode> events) {
        assertThat(events.stream().map(event -> event.at("/data/n").asInt()))
                .containsExactlyElementsOf(
                        IntStream.range(0, events.size()).boxed().toList());
    }

    @Test
    void whatIsSharedReachesEachOfManyAndIsReleased() {
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(connect("many"));
        }
        for (int n = 0; n < 300; n++) {
            publish("many", n);
        }
        clients.forEach(client -> assertNumbers(client.expect("activity-logged", 300)));
        clients.forEach(TestClient::close);
        await().until(() -> node.gateway().connections() == 0);
        await().until(() -> PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() <= before + (1 << 20));
    }

    @Test
    void aStalledReaderIsFoundOutAndGetsEverythingWhenItWakes() throws Exception {
        int events = 3_000;
        List<RawSocket> stalled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stalled.add(new RawSocket(address(), ROOM, certificate.trusting()));
            stalled.get(i).send(subscribe("slow"));
            assertThat(stalled.get(i).next().path("type").asText()).isEqualTo("subscribed");
        }
        try (TestClient quick = connect("slow")) {
            long before = memory();
            for (int n = 0; n < events; n++) {
                publish("slow", n);
            }
            assertNumbers(quick.expect("activity-logged", events));
            // The stalled ones are cursors again, be it that their sockets were full or that the ring overtook their
            // shard.
            await().until(() -> node.gateway().stats().live() == 1);
            // Of the 12 MB that each has not had, less what the kernel took; allocators keep some for next time.
            assertThat((memory() - before) / stalled.size()).isLessThan(4 << 20);
        }
        stalled.parallelStream().forEach(reader -> takeAll(reader, events));
    }

    /** What the channels' own buffers take. */
    private static long memory() {
        ByteBufAllocatorMetric metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return metric.usedDirectMemory() + metric.usedHeapMemory();
    }

    private static void takeAll(RawSocket reader, int events) {
        try (reader) {
            for (int n = 0; n < events; n++) {
                assertThat(reader.next().at("/data/n").asInt()).isEqualTo(n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Certificate shown(TestCertificate trusted, String... versions) {
        try (SSLSocket socket = (SSLSocket) trusted.trusting()
                .getSocketFactory()
                .createSocket("127.0.0.1", node.gateway().port())) {
            if (versions.length > 0) {
                socket.setEnabledProtocols(versions);
            }
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        } catch (SSLException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void bothVersionsThatCountAreSpoken() {
        assertThat(shown(certificate, "TLSv1.3")).isEqualTo(certificate.certificate());
        assertThat(shown(certificate, "TLSv1.2")).isEqualTo(certificate.certificate());
    }

    /** What is told for alerts, in seconds since 1970. */
    private static double certificateEnds() {
        return node.gateway()
                .meters()
                .get("milepost.tls.certificate.expiry")
                .gauge()
                .value();
    }

    @Test
    void aChangedCertificateIsShownToWhoComesAndNobodyHasToGo() {
        GatewayConfig like = GatewayConfig.of("127.0.0.1", 0, AuthConfig.ofSecret(TestNode.SECRET))
                .withLimits(NodeLimits.NONE);
        // Longer than the first, so that the two are told apart.
        TestCertificate next =
                TestCertificate.make("next", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "60");
        assertThat(certificateEnds()).isEqualTo(certificate.endsAt());
        try (TestClient before = connect("changing")) {
            node.gateway().change(like.withTls(next.config()));
            await().until(() -> next.certificate().equals(shown(next)));
            assertThat(shown(certificate)).isNull();
            assertThat(certificateEnds()).isEqualTo(next.endsAt());
            publish("changing", 0);
            before.expect("activity-logged");
        } finally {
            node.gateway().change(like.withTls(certificate.config()));
            await().until(() -> certificate.certificate().equals(shown(certificate)));
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsLetGoWithoutAWordInTheLog() throws Exception {
        try (LoggedExceptions logged = new LoggedExceptions();
                Socket plain = new Socket(
                        InetAddress.getLoopbackAddress(), node.gateway().port())) {
            plain.setSoTimeout(30_000);
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // An alert of TLS at most.
            assertThat(plain.getInputStream().readAllBytes()).hasSizeLessThan(20);
            assertThat(logged.said()).isEmpty();
        }
    }
}
