package io.milepost.email.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SnsAddressTest {
    /** Addresses that look as if they were SNS's, or lead away from it. */
    static final List<String> STRANGERS = List.of(
            "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "ftp://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "file:///etc/SimpleNotificationService-0.pem",
            "//sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com.evil.com/SimpleNotificationService-0.pem",
            "https://evil.com/sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://evil.com/SimpleNotificationService-0.pem",
            "https://evil-sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://evil.sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://snsXus-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonawsXcom/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com.cn.evil.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.evil.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.bucket.amazonaws.com/SimpleNotificationService-0.pem",
            "https://s3.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com@evil.com/SimpleNotificationService-0.pem",
            "https://evil.com@sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://a:b@sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com:80/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com:443@evil.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com./SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com%2eevil.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com\\@evil.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com#@evil.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem#x",
            "https://127.0.0.1/SimpleNotificationService-0.pem",
            "https://2130706433/SimpleNotificationService-0.pem",
            "https://[::1]/SimpleNotificationService-0.pem",
            "https://169.254.169.254/SimpleNotificationService-0.pem",
            "https://localhost/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com\n.evil.com/SimpleNotificationService-0.pem",
            " https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https:sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https:///SimpleNotificationService-0.pem",
            "javascript:alert(1)/SimpleNotificationService-0.pem");

    @Test
    void snssOwnAddressesPass() {
        for (String host : List.of(
                "sns.us-east-1.amazonaws.com",
                "sns.ap-southeast-4.amazonaws.com:443",
                "sns.us-gov-west-1.amazonaws.com",
                "sns.cn-northwest-1.amazonaws.com.cn")) {
            assertThat(SnsAddress.certificate("https://" + host + "/SimpleNotificationService-0a1b.pem"))
                    .as(host)
                    .isPresent();
            assertThat(SnsAddress.confirmation("https://" + host + "/?Action=ConfirmSubscription&Token=x"))
                    .as(host)
                    .isPresent();
        }
    }

    @Test
    void nobodyElsesDo() {
        for (String stranger : STRANGERS) {
            assertThat(SnsAddress.certificate(stranger)).as(stranger).isEmpty();
            assertThat(SnsAddress.confirmation(stranger.replaceAll("/[^/]*\\.pem", "/?Action=ConfirmSubscription")))
                    .as(stranger)
                    .isEmpty();
        }
    }

    @Test
    void otherThingsOfSnsAreNotAskedFor() {
        String own = "https://sns.us-east-1.amazonaws.com";
        for (String path :
                List.of("", "/", "/x.txt", "/a/b.pem", "/../x.pem", "/x.pem?a=b", "/x.pem/", "/%2e%2e/x.pem")) {
            assertThat(SnsAddress.certificate(own + path)).as(path).isEmpty();
        }
        for (String path : List.of(
                "", "/", "/?Action=DeleteTopic", "/x?Action=ConfirmSubscription", "/?XAction=ConfirmSubscription")) {
            assertThat(SnsAddress.confirmation(own + path)).as(path).isEmpty();
        }
        assertThat(SnsAddress.certificate(own + "/" + "a".repeat(2_000) + ".pem"))
                .isEmpty();
    }
}
