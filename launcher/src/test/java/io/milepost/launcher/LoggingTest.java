package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.launcher.config.LogOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The log as it is shipped, in a context of its own. */
class LoggingTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws JoranException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.start();
        JoranConfigurator shipped = new JoranConfigurator();
        shipped.setContext(context);
        shipped.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        OutputStreamAppender<ILoggingEvent> appender =
                (OutputStreamAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("stderr");
        appender.setOutputStream(written);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String say(LogOutput output) {
        Logging.use(output, context);
        Logger connections = context.getLogger("io.milepost.connections");
        connections
                .atInfo()
                .setMessage("connection ended")
                .addKeyValue("user", "eve\n2026-01-01T00:00:00Z ERROR all is lost")
                .addKeyValue("ms", 7)
                .log();
        context.getLogger("io.milepost.gateway.Gateway").warn("two {}", "words", new IOException("gone"));
        return written.toString(UTF_8);
    }

    @Test
    void textHasALineForEach() {
        List<String> lines = say(new LogOutput(false, true)).lines().toList();
        assertThat(lines.get(0))
                .endsWith(" INFO  connections connection ended user=eve2026-01-01T00:00:00Z ERROR all is lost ms=7");
        assertThat(lines.get(1)).endsWith(" WARN  Gateway two words");
    }

    @Test
    void jsonHasAnObjectALine() throws IOException {
        List<String> lines = say(new LogOutput(true, true)).lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode connection = new ObjectMapper().readTree(lines.get(0));
        assertThat(connection.path("@timestamp").asText()).matches("20\\d\\d-.*Z");
        assertThat(connection.path("level").asText()).isEqualTo("INFO");
        assertThat(connection.path("logger_name").asText()).isEqualTo("io.milepost.connections");
        assertThat(connection.path("message").asText()).isEqualTo("connection ended");
        assertThat(connection.path("user").asText()).startsWith("eve\n2026");
        assertThat(connection.path("ms").isNumber()).isTrue();
        JsonNode warning = new ObjectMapper().readTree(lines.get(1));
        assertThat(warning.path("message").asText()).isEqualTo("two words");
        assertThat(warning.path("stack_trace").asText()).contains("IOException: gone");
    }

    @Test
    void connectionsCanBeLeftOut() {
        assertThat(say(new LogOutput(false, false)))
                .doesNotContain("connection ended")
                .contains("two words");
    }
}
