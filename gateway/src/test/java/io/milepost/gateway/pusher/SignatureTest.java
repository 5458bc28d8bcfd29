package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The examples of Pusher's own documentation. */
class SignatureTest {
    private static final String SECRET = "7ad3773142a6692b25b8";

    @Test
    void aRequest() {
        String signed = "POST\n/apps/3/events\nauth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                + "&body_md5=ec365a775a4cd0599faeb73354201b6f";
        assertThat(Signature.of(SECRET, signed))
                .isEqualTo("da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");
    }

    @Test
    void aPrivateChannel() {
        App app = new App(
                "3", "278d425bdf160c739803", SECRET, App.Channels.OWN, App.Switches.DEFAULTS, App.Limits.DEFAULTS);
        String auth = "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
        assertThat(Signature.isGood(app, "1234.1234:private-foobar", auth)).isTrue();
        assertThat(Signature.isGood(app, "1234.1235:private-foobar", auth)).isFalse();
        assertThat(Signature.isGood(app, "1234.1234:private-foobar", "x" + auth))
                .isFalse();
        assertThat(Signature.isGood(app, "1234.1234:private-foobar", "")).isFalse();
        assertThat(app.toString()).doesNotContain(SECRET);
    }
}
