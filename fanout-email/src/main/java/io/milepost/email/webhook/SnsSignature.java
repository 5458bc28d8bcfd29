package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** The signature of a message of SNS: RSA over its fields, each as two lines, name and value. */
final class SnsSignature {
    private static final List<String> OF_NOTIFICATION =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> OF_CONFIRMATION =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    private SnsSignature() {}

    /** Refuses a message that the certificate's owner has not signed. */
    static void check(SnsMessage message, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance(algorithm(message));
            signature.initVerify(certificate.getPublicKey());
            signature.update(signed(message).getBytes(UTF_8));
            if (signature.verify(Base64.getDecoder().decode(message.required("Signature")))) {
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Said below.
        }
        throw new RefusedException(403, "the signature does not match");
    }

    /** The algorithm of the message's version. */
    static String algorithm(SnsMessage message) {
        return switch (message.required("SignatureVersion")) {
            case "1" -> "SHA1withRSA";
            case "2" -> "SHA256withRSA";
            default -> throw new MalformedException("SignatureVersion is neither 1 nor 2");
        };
    }

    static String signed(SnsMessage message) {
        List<String> names = message.type() == SnsMessage.Type.Notification ? OF_NOTIFICATION : OF_CONFIRMATION;
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String value = message.field(name);
            if (value != null) {
                text.append(name).append('\n').append(value).append('\n');
            }
        }
        return text.toString();
    }
}
