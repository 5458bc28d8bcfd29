package io.milepost.service.realtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.schema.DataCheck;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaVariablesTest {
    @TempDir
    private Path directory;

    @Test
    void faultsAreToldAllAtOnceEachWithItsVariable() {
        Environment wrong = new Environment(Map.of(
                "KAFKA_BROKERS", "kafka",
                "KAFKA_CONFIG_FILE", "nowhere.properties",
                "MILEPOST_STREAM", "streem",
                "MILEPOST_URL", "gateway:8080",
                "MILEPOST_TOKEN_FILE", "nowhere.token",
                "MILEPOST_SECRET", "short-and-secret"));
        assertThatThrownBy(() -> new KafkaRealtimeProvider().open(wrong))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults())
                                .extracting(fault -> fault.replaceFirst(":.*", ""))
                                .containsExactlyInAnyOrder(
                                        "KAFKA_BROKERS",
                                        "KAFKA_CONFIG_FILE",
                                        "MILEPOST_STREAM",
                                        "MILEPOST_URL",
                                        "MILEPOST_TOKEN_FILE",
                                        "MILEPOST_SECRET"))
                .message()
                .doesNotContain("short-and-secret");
    }

    @Test
    void anAddressNeedsATokenOrASecret() {
        Environment without =
                new Environment(Map.of("KAFKA_BROKERS", "kafka:9092", "MILEPOST_URL", "http://gateway:8080"));
        assertThatThrownBy(() -> KafkaVariables.read(without))
                .hasMessage("MILEPOST_TOKEN: missing, though MILEPOST_URL is set (or MILEPOST_SECRET)");
    }

    @Test
    void schemasAreThoseOfANode() throws IOException {
        Files.writeString(directory.resolve("walked.json"), "{\"type\":\"object\",\"required\":[\"far\"]}");
        DataCheck check = check("strict", directory.toString());
        assertThat(check.strict()).isTrue();
        assertThat(check.schemas().types()).contains("walked", "goal-updated");
        assertThat(check("off", "nowhere")).isEqualTo(DataCheck.NONE);
        assertThatThrownBy(() -> check("always", ""))
                .hasMessage("MILEPOST_SCHEMAS_CHECK: \"always\" is none of known, off, strict");
        Files.writeString(directory.resolve("swum.json"), "[");
        for (String wrong : List.of("nowhere", directory.toString(), "no\0name")) {
            assertThatThrownBy(() -> check("known", wrong))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith("MILEPOST_SCHEMAS_DIRECTORY: ");
        }
    }

    private static DataCheck check(String asked, String directory) {
        return KafkaVariables.read(new Environment(Map.of(
                        "KAFKA_BROKERS", "kafka:9092",
                        "MILEPOST_SCHEMAS_CHECK", asked,
                        "MILEPOST_SCHEMAS_DIRECTORY", directory)))
                .check();
    }

    @ParameterizedTest
    @CsvSource({
        "http://gateway:8080, http://gateway:8080",
        "https://gateway/, https://gateway",
        "wss://gateway/ws, https://gateway",
        "ws://gateway:8080/milepost/ws, http://gateway:8080/milepost",
    })
    void theSocketsAddressLeadsToTheRoutesToo(String said, String meant) {
        assertThat(KafkaVariables.read(new Environment(
                                Map.of("KAFKA_BROKERS", "kafka:9092", "MILEPOST_URL", said, "MILEPOST_TOKEN", "t")))
                        .gateway()
                        .orElseThrow())
                .hasToString(meant);
    }

    @Test
    void secretsAndKafkasSettingsMayStandInFiles() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "x".repeat(40) + "\n");
        Path settings = Files.writeString(directory.resolve("kafka.properties"), "security.protocol=SASL_SSL\n");
        KafkaRealtimeConfig config = KafkaVariables.read(new Environment(Map.of(
                "KAFKA_BROKERS", "kafka:9092",
                "KAFKA_CONFIG_FILE", settings.toString(),
                "MILEPOST_SECRET_FILE", secret.toString())));
        assertThat(config.secret()).contains("x".repeat(40));
        assertThat(config.kafka())
                .isEqualTo(Map.of("security.protocol", "SASL_SSL", "bootstrap.servers", "kafka:9092"));
        assertThat(config.toString()).doesNotContain("xxx");
    }

    @Test
    void whatKafkasClientRefusesIsAFaultOfTheVariables() throws IOException {
        Path settings = Files.writeString(directory.resolve("kafka.properties"), "security.protocol=NONE\n");
        Environment wrong =
                new Environment(Map.of("KAFKA_BROKERS", "127.0.0.1:9092", "KAFKA_CONFIG_FILE", settings.toString()));
        assertThatThrownBy(() -> new KafkaRealtimeProvider().open(wrong))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("KAFKA_BROKERS: ")
                .hasMessageContaining("security.protocol");
    }
}
