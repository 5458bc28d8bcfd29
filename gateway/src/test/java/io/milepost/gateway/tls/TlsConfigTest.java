package io.milepost.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.gateway.TlsConfig;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is said of a certificate and a key that cannot be used together, before anybody is shown them. */
class TlsConfigTest {
    private static final TestCertificate EC = TestCertificate.of("one");
    private static final TestCertificate RSA =
            TestCertificate.make("rsa", "-keyalg", "RSA", "-keysize", "2048", "-validity", "30");

    @Test
    void whatFitsHasNoFault() {
        assertThat(EC.config().faults()).isEmpty();
        assertThat(RSA.config().faults()).isEmpty();
    }

    @Test
    void anRsaKeyMayBeWrittenInTheOldWay() {
        // PKCS#8 puts a head of 26 bytes before it.
        byte[] encoded = RSA.key().getEncoded();
        String old = TestCertificate.pem("RSA PRIVATE KEY", Arrays.copyOfRange(encoded, 26, encoded.length));
        assertThat(new TlsConfig(RSA.certificatePem(), old).faults()).isEmpty();
    }

    @Test
    void whatIsNoPemIsSaid() {
        assertThat(new TlsConfig("certificate", EC.keyPem()).faults())
                .containsExactly("tls.certificate: no certificate in PEM");
        assertThat(new TlsConfig(EC.certificatePem(), "key").faults())
                .singleElement()
                .asString()
                .startsWith("tls.key: no RSA or EC private key in PEM, ");
        assertThat(new TlsConfig(EC.certificatePem(), EC.certificatePem()).faults())
                .singleElement()
                .asString()
                .startsWith("tls.key: ");
    }

    @Test
    void anothersKeyIsSaid() {
        TestCertificate other = TestCertificate.of("other");
        assertThat(new TlsConfig(EC.certificatePem(), other.keyPem()).faults())
                .containsExactly("tls.key: not the key of the first certificate");
        assertThat(new TlsConfig(EC.certificatePem(), RSA.keyPem()).faults())
                .singleElement()
                .asString()
                .contains("of another kind than the certificate");
    }

    @Test
    void aChainInAnyOtherOrderIsSaid() {
        assertThat(new TlsConfig(EC.certificatePem() + RSA.certificatePem(), EC.keyPem()).faults())
                .singleElement()
                .asString()
                .startsWith("tls.certificate: the node's own certificate has to be the first");
    }

    @Test
    void nothingOfTheKeyIsShown() {
        assertThat(EC.config().toString()).doesNotContain(EC.keyPem().substring(40, 60));
    }
}
