package io.milepost.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.TestKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a gateway is started on the test's Kafka, for those who start one themselves. */
public final class GatewayCommandLine {
    private GatewayCommandLine() {}

    /** The command and its arguments, as a list in JSON. */
    public static String json(int port, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                ClassPath.OF_TESTS,
                Milepost.class.getName(),
                "gateway",
                "--kafka",
                TestKafka.bootstrapServers(),
                "--port",
                Integer.toString(port),
                "--set",
                "managementPort=0"));
        settings.forEach((key, value) -> {
            command.add("--set");
            command.add(key + "=" + value);
        });
        try {
            return new ObjectMapper().writeValueAsString(command);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
