package io.milepost.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void itsPartsAreTold() {
        TraceContext context = new TraceContext(PARENT, null);
        assertThat(context.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(context.spanId()).isEqualTo("b7ad6b7169203331");
        assertThat(context.isSampled()).isTrue();
        assertThat(new TraceContext(PARENT.substring(0, 53) + "02", null).isSampled())
                .isFalse();
    }

    @Test
    void whatNewerVersionsAddIsLeftOut() {
        TraceContext plain = new TraceContext(PARENT, "a=1");
        assertThat(TraceContext.of("cc" + PARENT.substring(2) + "-what-comes-then", "a=1"))
                .isEqualTo(plain);
        assertThat(TraceContext.of("cc" + PARENT.substring(2), "a=1")).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-001"
            })
    void whatIsMalformedIsNone(String parent) {
        assertThat(TraceContext.of(parent, "a=1")).isNull();
        assertThatThrownBy(() -> new TraceContext(parent, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a=1\n", "a=\u00e9"})
    void aStateThatIsMalformedIsLeftOut(String state) {
        assertThat(TraceContext.of(PARENT, state)).isEqualTo(new TraceContext(PARENT, null));
        assertThatThrownBy(() -> new TraceContext(PARENT, state)).isInstanceOf(IllegalArgumentException.class);
    }
}
