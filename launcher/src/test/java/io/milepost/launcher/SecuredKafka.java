package io.milepost.launcher;

import io.milepost.broker.BrokerConfig;
import io.milepost.broker.EmbeddedBroker;
import io.milepost.broker.FreePort;
import io.milepost.gateway.tls.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A broker whose clients need TLS and a password. It speaks in clear with itself alone, at an address that nobody is told. */
final class SecuredKafka implements AutoCloseable {
    static final String PASSWORD = "the-password-of-the-gateway";

    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final Path directory;
    private final Path certificate;
    private final int port = FreePort.find();
    private final EmbeddedBroker broker;

    private SecuredKafka(Path directory) throws IOException {
        this.directory = directory;
        TestCertificate own = TestCertificate.of("one");
        certificate = Files.writeString(directory.resolve("kafka.pem"), own.certificatePem());
        int inside = FreePort.find();
        int controller = FreePort.find();
        String ways = "PLAINTEXT://127.0.0.1:" + inside + ",SASL_SSL://127.0.0.1:" + port;
        broker = EmbeddedBroker.start(BrokerConfig.at(directory.resolve("data"), inside)
                .with("listeners", ways + ",CONTROLLER://127.0.0.1:" + controller)
                .with("advertised.listeners", ways)
                .with("controller.quorum.voters", "1@127.0.0.1:" + controller)
                .with("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN")
                .with("listener.name.sasl_ssl.plain.sasl.jaas.config", LOGIN + "user_gateway=\"" + PASSWORD + "\";")
                .with("ssl.keystore.type", "PKCS12")
                .with("ssl.keystore.location", own.store().toString())
                .with("ssl.keystore.password", TestCertificate.PASSWORD)
                .with("ssl.key.password", TestCertificate.PASSWORD));
    }

    static SecuredKafka start(Path directory) throws IOException {
        return new SecuredKafka(directory);
    }

    /** What a client has to be told, in the words of the configuration; the password stands in a file. */
    Map<String, String> settings(String password) throws IOException {
        Path login = Files.writeString(
                Files.createTempFile(directory, "login", ".jaas"),
                LOGIN + "username=\"gateway\" password=\"" + password + "\";\n");
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka", "127.0.0.1:" + port);
        settings.put("kafkaSettings.security_protocol", "SASL_SSL");
        settings.put("kafkaSettings.sasl_mechanism", "PLAIN");
        settings.put("kafkaSettings.sasl_jaas_config", "file:" + login);
        settings.put("kafkaSettings.ssl_truststore_type", "PEM");
        settings.put("kafkaSettings.ssl_truststore_location", certificate.toString());
        return settings;
    }

    @Override
    public void close() {
        broker.close();
    }
}
