package io.milepost.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @ParameterizedTest
    @CsvSource({
        "2025-11-14T17:30:00Z, 2025-11-14T17:30:00Z",
        "2025-11-14T17:30:00.1Z, 2025-11-14T17:30:00.1Z",
        "2025-11-14T17:30:00.123456789Z, 2025-11-14T17:30:00.123456789Z",
        "2025-11-30T17:30:00Z, 2025-11-30T17:30:00Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "2025-11-14T18:30:00+01:00, 2025-11-14T17:30:00Z",
        "2025-11-14t17:30:00z, 2025-11-14T17:30:00Z",
    })
    void timestampsAreBroughtToUtc(String given, String expected) {
        assertThat(Rfc3339.normalise(given)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2025-11-14",
                "2025-11-14T17:30:00",
                "2025-13-14T17:30:00Z",
                "2025-02-30T17:30:00Z",
                "2025-11-14T25:30:00Z",
                "2025-11-14T17:30:00.12x4Z",
                "2025-11-14T17:30:0:Z",
            })
    void anythingElseIsNone(String given) {
        assertThat(Rfc3339.normalise(given)).isNull();
    }
}
