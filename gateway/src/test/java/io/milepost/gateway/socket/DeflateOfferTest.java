package io.milepost.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which offers of compression are taken, and how (RFC 7692, section 7.1). */
class DeflateOfferTest {
    private static final String GRANTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                " permessage-deflate ; client_max_window_bits ",
                "permessage-deflate; client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=\"15\"",
                "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
                "x-other; a=b, permessage-deflate",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
                "permessage-deflate; unknown, permessage-deflate; client_max_window_bits=12"
            })
    void isTakenWithoutStateOnEitherSide(String offer) {
        assertThat(DeflateOffer.answer(List.of(offer))).contains(GRANTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                ",;=,",
                "permessage-deflated",
                "x-webkit-deflate-frame",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=\"",
                "permessage-deflate; client_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate;"
            })
    void isNotTaken(String offer) {
        assertThat(DeflateOffer.answer(List.of(offer))).isEmpty();
    }

    @Test
    void aWholeWindowThatIsAskedForIsGranted() {
        assertThat(DeflateOffer.answer(List.of("permessage-deflate; server_max_window_bits=15")))
                .contains(GRANTED + "; server_max_window_bits=15");
    }

    @Test
    void theFirstThatCanBeTakenOfAnyLineIs() {
        assertThat(DeflateOffer.answer(List.of("x-other", "permessage-deflate")))
                .contains(GRANTED);
        assertThat(DeflateOffer.answer(List.of())).isEmpty();
    }
}
