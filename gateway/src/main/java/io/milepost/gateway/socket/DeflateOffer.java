package io.milepost.gateway.socket;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A client's wish for compressed messages (RFC 7692, section 7.1) and how it is granted: neither side builds on what it has
 * compressed before, so that no state is kept for a socket, and frames can be shared.
 */
final class DeflateOffer {
    private static final String NAME = "permessage-deflate";
    private static final String GRANTED = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final Set<String> FLAGS = Set.of("server_no_context_takeover", "client_no_context_takeover");
    /** The only window that there is a compressor for here. */
    private static final String WHOLE_WINDOW = "15";

    private DeflateOffer() {}

    /**
     * The answer to what a client offers.
     *
     * @param lines its headers {@code Sec-WebSocket-Extensions}
     * @return what to say in the same header; empty if nothing that it offers can be taken
     */
    static Optional<String> answer(List<String> lines) {
        return lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .flatMap(offer -> granted(offer).stream())
                .findFirst();
    }

    private static Optional<String> granted(String offer) {
        String[] parts = offer.split(";", -1);
        if (!parts[0].trim().equals(NAME)) {
            return Optional.empty();
        }
        Set<String> said = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            String name = parameter[0].trim();
            if (!said.add(name) || !isFit(name, parameter.length == 1 ? "" : unquoted(parameter[1].trim()))) {
                return Optional.empty();
            }
        }
        return Optional.of(
                said.contains(SERVER_WINDOW) ? GRANTED + "; " + SERVER_WINDOW + "=" + WHOLE_WINDOW : GRANTED);
    }

    private static boolean isFit(String name, String value) {
        return switch (name) {
            case CLIENT_WINDOW -> value.isEmpty() || value.matches("[89]|1[0-5]");
            case SERVER_WINDOW -> value.equals(WHOLE_WINDOW);
            default -> FLAGS.contains(name) && value.isEmpty();
        };
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
