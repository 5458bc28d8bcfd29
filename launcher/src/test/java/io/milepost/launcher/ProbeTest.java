package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/healthz", 200, "{\"status\":\"alive\"}");
        answer("/readyz", 503, "{\"status\":\"draining\"}");
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, body.length());
                exchange.getResponseBody().write(body.getBytes(UTF_8));
            }
        });
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void whoAnswers200IsWell() {
        assertThat(Probe.problem(at("/healthz"))).isEmpty();
    }

    @Test
    void whoAnswersAnythingElseIsNotAndItIsSaidWhy() {
        assertThat(Probe.problem(at("/readyz")))
                .isEqualTo(at("/readyz") + ": HTTP/1.1 503 Service Unavailable, {\"status\":\"draining\"}");
    }

    @Test
    void norIsWhoDoesNotAnswer() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(Probe.problem("http://127.0.0.1:" + free + "/healthz")).contains("refused");
        assertThat(Probe.problem("nowhere")).startsWith("nowhere: ");
        assertThat(Probe.problem("http://127.0.0.1/healthz")).startsWith("http://127.0.0.1/healthz: ");
    }
}
