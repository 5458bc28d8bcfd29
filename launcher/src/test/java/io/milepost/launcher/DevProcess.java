package io.milepost.launcher;

import java.nio.file.Path;
import java.util.List;

/** {@code ./milepost dev} in a process of its own. */
public final class DevProcess implements AutoCloseable {
    private final GatewayProcess process;
    private final int port;

    private DevProcess(GatewayProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; Kafka's log goes there. Returns when it is ready. */
    public static DevProcess start(Path directory) {
        int port = FreePort.find();
        return new DevProcess(
                GatewayProcess.startShipped(List.of(
                        "dev",
                        "--port",
                        Integer.toString(port),
                        "--broker-port",
                        "0",
                        "--data",
                        directory.resolve("kafka").toString())),
                port);
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
