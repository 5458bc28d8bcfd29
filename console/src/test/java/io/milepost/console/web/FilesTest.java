package io.milepost.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.gateway.http.Guest.Asked;
import io.milepost.gateway.http.Guest.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class FilesTest {
    private static final String SCRIPT = "assets/app-Abc12345.js";

    private final Files files = new Files(OptionalInt.of(8080));

    private Reply get(String below, String... encodings) {
        Map<String, List<String>> headers =
                encodings.length == 0 ? Map.of() : Map.of("accept-encoding", List.of(encodings));
        return files.get(new Asked("GET", "/console/" + below, "", headers, new byte[0]), below, "localhost");
    }

    @Test
    void whatIsNamedAfterItsContentIsKept() throws IOException {
        Reply script = get(SCRIPT, "br, gzip");
        assertThat(script.headers())
                .containsEntry("Cache-Control", "public, max-age=31536000, immutable")
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("Content-Type", "text/javascript; charset=utf-8")
                .containsEntry("X-Content-Type-Options", "nosniff");
        byte[] plain = get(SCRIPT).body();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(script.body())).readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void everyOtherPathIsThePage() {
        for (String path : List.of("", "channels/team-1", "index.html")) {
            Reply page = get(path);
            assertThat(new String(page.body(), UTF_8)).as(path).contains("A page of tests");
            assertThat(page.headers()).containsEntry("Cache-Control", "no-cache");
            assertThat(page.headers().get("Content-Security-Policy"))
                    .contains("default-src 'self'", "ws://localhost:8080", "frame-ancestors 'none'");
        }
    }

    @Test
    void nothingElseOfTheJarIsGiven() {
        for (String path : List.of("assets/none.js", "x.html")) {
            assertThatThrownBy(() -> get(path)).as(path).isInstanceOf(Refused.class);
        }
        for (String path : List.of("../io/milepost/console/Console.class", "a..b/c.js", "assets/", "assets")) {
            assertThat(new String(get(path).body(), UTF_8)).as(path).contains("A page of tests");
        }
    }
}
