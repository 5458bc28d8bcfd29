package io.milepost.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MailTest {
    @Test
    void addressesAreCutShort() {
        assertThat(Mail.masked("ada@example.com")).isEqualTo("a…@example.com");
        assertThat(Mail.masked("\"a@b\"@example.com")).isEqualTo("\"…@example.com");
        assertThat(Mail.masked("😀x@example.com")).isEqualTo("😀…@example.com");
        assertThat(Mail.masked("@example.com")).isEqualTo("…");
        assertThat(Mail.masked("")).isEqualTo("…");
    }
}
