package io.milepost.bench.subject;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A certificate of one's own making, for this machine, gone when the JVM ends.
 *
 * @param certificate a file in PEM
 * @param key the same, of an elliptic curve
 */
record Certificate(Path certificate, Path key) {
    private static final char[] PASSWORD = "of-the-benchmark".toCharArray();

    static Certificate make() throws IOException {
        Scratch home = Scratch.make("milepost-bench-tls");
        Path store = home.file("store.p12");
        Processes.run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "bench",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            return new Certificate(
                    pem(
                            home.file("tls.crt"),
                            "CERTIFICATE",
                            keys.getCertificate("bench").getEncoded()),
                    pem(
                            home.file("tls.key"),
                            "PRIVATE KEY",
                            keys.getKey("bench", PASSWORD).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path pem(Path file, String kind, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, text));
    }

    /** A client for requests that believes any chain. */
    static HttpClient client() {
        try {
            SSLContext believing = SSLContext.getInstance("TLS");
            believing.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return HttpClient.newBuilder().sslContext(believing).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What clients connect with who believe anything. */
    SslContext believer() throws SSLException {
        return SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    }
}
