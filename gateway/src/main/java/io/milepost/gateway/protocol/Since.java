package io.milepost.gateway.protocol;

/** From where a client wants to be told. */
public sealed interface Since {
    /** Reads what a client says. */
    static Since of(String text) {
        return switch (text) {
            case "latest" -> new Latest();
            case "earliest" -> new Earliest();
            case "device" -> new OfDevice();
            default -> new After(text);
        };
    }

    /** From now on, and nothing was said of it. */
    record Unsaid() implements Since {}

    /** From now on, and to be told when that is. */
    record Latest() implements Since {}

    /** Where the client's device stands; if that is not kept, from now on, and a gap is announced. */
    record OfDevice() implements Since {}

    /** Everything there still is. */
    record Earliest() implements Since {}

    /**
     * What came after this cursor.
     *
     * @param cursor as the client sent it
     */
    record After(String cursor) implements Since {}
}
