package io.milepost.launcher;

import io.milepost.broker.FreePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./milepost dev} in a process of its own. */
public final class DevProcess implements AutoCloseable {
    private final GatewayProcess process;
    private final int port;

    private DevProcess(GatewayProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it with some settings; Kafka's log goes there. Returns when it is ready. */
    public static DevProcess start(Path directory, Map<String, String> settings) {
        int port = FreePort.find();
        List<String> arguments = new ArrayList<>(List.of(
                "dev",
                "--port",
                Integer.toString(port),
                "--broker-port",
                "0",
                "--data",
                directory.resolve("kafka").toString()));
        settings.forEach((key, value) -> {
            arguments.add("--set");
            arguments.add(key + "=" + value);
        });
        return new DevProcess(GatewayProcess.startShipped(arguments), port);
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }
}
