package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The certificates that SNS signs with, fetched from SNS and kept for a day. Each is one certificate without those above it, so
 * whom it was fetched from is what it is trusted for: a connection whose own chain ends at a root that this JDK trusts. What
 * the certificate itself has to say is that it was issued to SNS and is valid now. Safe for any thread.
 */
final class SnsCertificates {
    private static final int MOST = 16;
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int DNS_NAME = 2;
    /** What SNS's certificates are issued to: this, or one with the region in it. */
    private static final Pattern NAME =
            Pattern.compile("sns(-signing\\.[a-z0-9-]{1,40}|-[a-z0-9-]{1,40})?\\.amazonaws\\.com(\\.cn)?");

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private final SnsCalls calls;
    private final AsyncCache<URI, X509Certificate> kept =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).buildAsync();

    SnsCertificates(SnsCalls calls) {
        this.calls = calls;
    }

    /**
     * The certificate at an address that {@link SnsAddress#certificate} has passed.
     *
     * @return fails with {@link RefusedException}
     */
    CompletableFuture<X509Certificate> get(URI address) {
        return kept.get(address, (missing, executor) -> calls.get(missing).thenApply(SnsCertificates::read));
    }

    private static X509Certificate read(byte[] pem) {
        try {
            if (!new String(pem, US_ASCII).strip().startsWith(BEGIN)) {
                throw new RefusedException(403, "what stands at SigningCertURL is no certificate");
            }
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            if (names(certificate).stream().noneMatch(name -> NAME.matcher(name).matches())) {
                throw new RefusedException(403, "the certificate at SigningCertURL is not SNS's");
            }
            return certificate;
        } catch (CertificateException | InvalidNameException e) {
            throw new RefusedException(403, "what stands at SigningCertURL is no certificate");
        }
    }

    /** Refuses a certificate outside its time. */
    static void checkTime(X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw new RefusedException(403, "the certificate at SigningCertURL is not valid now");
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateException, InvalidNameException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0).equals(DNS_NAME)) {
                    names.add(String.valueOf(alternative.get(1)));
                }
            }
            return names;
        }
        for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                names.add(String.valueOf(part.getValue()));
            }
        }
        return names;
    }
}
