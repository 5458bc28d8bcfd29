package io.milepost.gateway.tls;

import io.milepost.gateway.TlsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that has signed itself, and its key; made with the JDK's keytool.
 *
 * @param store a PKCS#12 file with both
 */
public record TestCertificate(Path store, Certificate certificate, Key key) {
    public static final String PASSWORD = "of-the-tests-own";

    private static final String ALIAS = "own";
    /** keytool takes its time. */
    private static final Map<String, TestCertificate> MADE = new ConcurrentHashMap<>();

    /** The one of this name, with an EC key. */
    public static TestCertificate of(String name) {
        return MADE.computeIfAbsent(
                name, missing -> make(missing, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"));
    }

    /** A fresh one, as these options of keytool say. */
    static TestCertificate make(String name, String... options) {
        try {
            Path directory = Files.createTempDirectory("milepost-certificate");
            Path store = directory.resolve("store.p12");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD));
            command.addAll(List.of(options));
            Process keytool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keytool.out").toFile())
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(directory.resolve("keytool.out")));
            }
            KeyStore read = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return new TestCertificate(store, read.getCertificate(ALIAS), read.getKey(ALIAS, PASSWORD.toCharArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In PKCS#8. */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    public TlsConfig config() {
        return new TlsConfig(certificatePem(), keyPem());
    }

    /** In seconds since 1970. */
    double endsAt() {
        return ((X509Certificate) certificate).getNotAfter().toInstant().getEpochSecond();
    }

    /** What a client believes that believes only this. */
    public SSLContext trusting() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, certificate);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }
}
