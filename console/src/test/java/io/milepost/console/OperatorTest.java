package io.milepost.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.console.web.Access;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorTest {
    private static final Access DEV = new Access(true, true, Optional.of("t".repeat(Access.LEAST_TOKEN)), Set.of());

    @Test
    void theTokenIsForThoseOnThisMachineAlone() {
        assertThat(Operator.of(DEV, true).has("token")).isTrue();
        assertThat(Operator.of(DEV, false).has("token")).isFalse();
        assertThat(Operator.of(DEV, false).path("reading").asText()).isEqualTo("token");
    }
}
