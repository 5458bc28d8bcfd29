package io.milepost.fanout.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.InvalidSettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookConfigTest {
    @Test
    void everyFaultIsToldAtOnceAndNoSecretWithIt() {
        assertThatThrownBy(() ->
                        read(Map.of("url", "ftp://example.com", "secret", "too-short", "timeout", "soon", "uri", "x")))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        invalid -> assertThat(invalid.faults())
                                .satisfiesExactlyInAnyOrder(
                                        fault -> assertThat(fault).startsWith("fanouts.webhook.url: "),
                                        fault -> assertThat(fault).startsWith("fanouts.webhook.secret: shorter"),
                                        fault -> assertThat(fault).startsWith("fanouts.webhook.timeout: "),
                                        fault -> assertThat(fault).startsWith("fanouts.webhook.uri: ")))
                .hasMessageNotContaining("too-short");
    }

    @Test
    void whatMustBeThereIsMissed() {
        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContaining("fanouts.webhook.url: missing")
                .hasMessageContaining("fanouts.webhook.secret: missing");
    }

    private static void read(Map<String, String> values) {
        FanoutSettings settings = new FanoutSettings("fanouts.webhook.", values);
        WebhookConfig.read(settings);
        settings.check();
    }
}
