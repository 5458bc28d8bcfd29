package io.milepost.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the listener for clients proves itself with.
 *
 * @param certificate in PEM: the node's own first, then those that it was signed with, each by the next
 * @param key its private key in PEM, RSA or EC, not encrypted
 */
public record TlsConfig(String certificate, String key) {
    private static final Duration SOON = Duration.ofDays(14);

    /** Everything that is wrong with it, each beginning with the configuration key. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        List<X509Certificate> chain = chain();
        if (chain.isEmpty()) {
            faults.add("tls.certificate: no certificate in PEM");
        } else if (!isInOrder(chain)) {
            faults.add("tls.certificate: the node's own certificate has to be the first, and each signed by the next");
        } else {
            faults.addAll(keyFaults(chain.get(0)));
        }
        return faults;
    }

    private List<String> keyFaults(X509Certificate own) {
        try {
            KeyStore both =
                    KeyStoreHelper.loadKeyCert(List.of(Buffer.buffer(key)), List.of(Buffer.buffer(certificate)));
            char[] password = KeyStoreHelper.DUMMY_PASSWORD.toCharArray();
            PrivateKey read = (PrivateKey) both.getKey(both.aliases().nextElement(), password);
            return fits(read, own) ? List.of() : List.of("tls.key: not the key of the first certificate");
        } catch (Exception e) {
            return List.of(
                    "tls.key: no RSA or EC private key in PEM, one that is encrypted, or of another kind than the certificate");
        }
    }

    /** What clients will not put up with, now or soon; empty if there is nothing. */
    Optional<String> warning(Instant now) {
        List<X509Certificate> chain = chain();
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        Instant begins = chain.get(0).getNotBefore().toInstant();
        Instant ends = expires().orElseThrow();
        if (now.isBefore(begins)) {
            return Optional.of("the certificate in tls.certificate is not good before " + begins);
        }
        if (now.isAfter(ends)) {
            return Optional.of("the certificate in tls.certificate has expired at " + ends + "; clients refuse it");
        }
        return now.plus(SOON).isAfter(ends)
                ? Optional.of("the certificate in tls.certificate expires at " + ends)
                : Optional.empty();
    }

    /** When the first of the certificates ends; empty if there is none. */
    Optional<Instant> expires() {
        return chain().stream().map(one -> one.getNotAfter().toInstant()).min(Instant::compareTo);
    }

    private List<X509Certificate> chain() {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            byte[] pem = certificate.getBytes(StandardCharsets.UTF_8);
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                chain.add((X509Certificate) one);
            }
            return chain;
        } catch (CertificateException e) {
            return List.of();
        }
    }

    private static boolean isInOrder(List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                return false;
            }
        }
        return true;
    }

    /** Whether what the key signs is what the certificate stands for. */
    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        byte[] anything = certificate.getSerialNumber().toByteArray();
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A key stays out of logs. */
    @Override
    public String toString() {
        return "TlsConfig[]";
    }
}
