package io.milepost.gateway.pusher.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatelyTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void theSameIsNewOnceASecond() {
        Lately lately = new Lately();
        assertThat(lately.isNew("cache-a", 0)).isTrue();
        assertThat(lately.isNew("cache-a", SECOND - 1)).isFalse();
        assertThat(lately.isNew("cache-b", SECOND - 1)).isTrue();
        assertThat(lately.isNew("cache-a", SECOND)).isTrue();
        assertThat(lately.isNew("cache-b", SECOND)).isFalse();
    }

    @Test
    void noMoreIsRememberedThanFits() {
        Lately lately = new Lately();
        for (int i = 0; i < 20_000; i++) {
            assertThat(lately.isNew("cache-" + i, 0)).isTrue();
        }
        assertThat(lately.isNew("cache-19999", 0)).isFalse();
        assertThat(lately.isNew("cache-0", 0)).isTrue();
    }
}
