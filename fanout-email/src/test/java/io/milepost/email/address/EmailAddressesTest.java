package io.milepost.email.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.email.AddressCheck;
import io.milepost.email.EmailException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ada@example.com",
        "' ada@example.com  ', ada@example.com",
        "Ada.Love+walks@EXAMPLE.Com, Ada.Love+walks@example.com",
        "o'brien_1!#$%&*/=?^`{|}~-@example.com, o'brien_1!#$%&*/=?^`{|}~-@example.com",
        "ada@B\u00fccher.example, ada@xn--bcher-kva.example",
        "ada@XN--BCHER-KVA.example, ada@xn--bcher-kva.example",
        "ada@b\u00fccher\u3002example, ada@xn--bcher-kva.example",
        "ada@\u0645\u062b\u0627\u0644.example, ada@xn--mgbh0fb.example",
        "rene\u0301@example.com, ren\u00e9@example.com",
        "\u5f20@example.com, \u5f20@example.com",
        "ada@a.b.c.d.example, ada@a.b.c.d.example",
    })
    void anAddressHasOneNormalForm(String written, String normal) {
        assertThat(EmailAddresses.check(written)).isEqualTo(new AddressCheck.Valid(normal));
        assertThat(EmailAddresses.check(normal)).isEqualTo(new AddressCheck.Valid(normal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "ada",
                "@example.com",
                "ada@",
                "ada@localhost",
                "Ada <ada@example.com>",
                "<ada@example.com>",
                "ada(friend)@example.com",
                "ada@example.com(work)",
                "\"ada lovelace\"@example.com",
                "ada@[127.0.0.1]",
                "ada@[IPv6:::1]",
                "ada@127.0.0.1",
                "ada@example.123",
                "ada@example.com.",
                "ada@.example.com",
                "ada@exa_mple.com",
                "ada@-example.com",
                "ada@example..com",
                "ada..b@example.com",
                ".ada@example.com",
                "ada.@example.com",
                "ada b@example.com",
                "ada @example.com",
                "ada@ example.com",
                "ada@b@example.com",
                "@a,@b:ada@example.com",
                "ada@example.com,bob@example.com",
                "ada@example.com;bob@example.com",
                "ada@example.com\u200b",
                "ada\u200b@example.com",
                "ada@exam\u00adple.com",
                "ada@exam\u200dple.com",
                "\u202eada@example.com",
                "ada\u2066@example.com",
                "ada\ufe0f@example.com",
                "ada\u3164@example.com",
                "ada\ufeff@example.com",
                "ada\u00a0@example.com",
                "ada\u0000@example.com",
                "ada@example.com\u0000",
                "ada@example.com\n",
                "ada@example.com\r\n",
                "\tada@example.com",
                "ada\r\nRCPT TO:<eve@example.com>",
                "ada\ud83c@example.com",
                "ada\ue000@example.com",
            })
    void whatIsNoBareAddressIsNone(String written) {
        assertThat(EmailAddresses.check("to[3]", written)).isInstanceOfSatisfying(AddressCheck.Unfit.class, unfit -> {
            assertThat(unfit.failure()).isInstanceOf(EmailException.InvalidAddress.class);
            assertThat(unfit.failure()).hasMessageStartingWith("to[3]: ").hasMessageNotContaining("ada");
        });
    }

    @Test
    void lengthsAreBounded() {
        String local = "a".repeat(64);
        String label = "b".repeat(61);
        assertThat(EmailAddresses.check(local + "@example.com")).isInstanceOf(AddressCheck.Valid.class);
        assertThat(EmailAddresses.check(local + "a@example.com")).isInstanceOf(AddressCheck.Unfit.class);
        assertThat(EmailAddresses.check("\u00e9".repeat(33) + "@example.com")).isInstanceOf(AddressCheck.Unfit.class);
        String longest = local + "@b" + label + "." + label + "." + label + ".de";
        assertThat(longest).hasSize(254);
        assertThat(EmailAddresses.check(longest)).isInstanceOf(AddressCheck.Valid.class);
        assertThat(EmailAddresses.check(longest.replace(".de", ".com"))).isInstanceOf(AddressCheck.Unfit.class);
        assertThat(EmailAddresses.check("a@" + "b.".repeat(1_000_000) + "de")).isInstanceOf(AddressCheck.Unfit.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ada@stra\u00dfe.example", "ada@\u03b2\u03c1\u03ad\u03c2.example", "ada@STRA\u1e9eE.example"})
    void aDomainThatCouldBeTwoIsWrittenToByNobody(String written) {
        assertThat(EmailAddresses.check(written))
                .isInstanceOfSatisfying(
                        AddressCheck.Unfit.class,
                        unfit -> assertThat(unfit.failure()).isInstanceOf(EmailException.UnsupportedAddress.class));
    }

    @Test
    void aRecipientHasOneIdHoweverTheAddressIsWritten() {
        RecipientId id = RecipientId.of("ada@b\u00fccher.example");
        assertThat(id.value()).matches("[0-9a-f]{32}");
        assertThat(RecipientId.of(" Ada@xn--BCHER-kva.Example ")).isEqualTo(id);
        assertThat(RecipientId.of("bob@b\u00fccher.example")).isNotEqualTo(id);
        // The first half of sha256("ada@example.com").
        assertThat(RecipientId.of("Ada@Example.com")).hasToString("b5fc85e55755f9e0d030a10ab4429b6b");
        assertThatThrownBy(() -> RecipientId.of("nobody")).isInstanceOf(EmailException.InvalidAddress.class);
    }

    @Test
    void whatAProviderSaysIsShownWithoutAddresses() {
        assertThat(EmailAddresses.without(
                        "550 5.1.1 <ada@example.com>: no such\r\nuser 'bob@b\u00fccher.example', sorry"))
                .isEqualTo("550 5.1.1 <\u2026>: no such user '\u2026', sorry");
        assertThat(EmailAddresses.without("x".repeat(10_000))).hasSize(300);
    }
}
