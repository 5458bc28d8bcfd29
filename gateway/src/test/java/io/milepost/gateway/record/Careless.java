package io.milepost.gateway.record;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** What careless producers write: records that are no events, each in a way of its own. */
@SuppressWarnings("ImmutableEnumChecker") // its makers keep nothing
enum Careless {
    NOT_JSON(random -> value("{no " + random.nextInt())),
    BEYOND_REACH(random -> value("{\"n\":0.1e2147483648}")),
    CUT_OFF(random -> value("{\"a\":[1,2,{\"b\":\"" + random.nextInt())),
    TWO_ROOTS(random -> value("{\"n\":1}{\"type\":\"live\"}")),
    ROOT_AND_BRACE(random -> value("{\"n\":1}}")),
    EMPTY(random -> value("")),
    BLANK(random -> value(" \n\t ")),
    INVALID_UTF8(random -> bytes('"', 0xc3, 0x28, '"')),
    SURROGATE_AS_UTF8(random -> bytes('"', 0xed, 0xa0, 0x80, '"')),
    BYTE_ORDER_MARK(random -> bytes(0xef, 0xbb, 0xbf, '{', '}')),
    UTF_16(random -> new Made("{\"n\":1}".getBytes(UTF_16LE))),
    UTF_16_BIG(random -> new Made("{\"n\":1}".getBytes(StandardCharsets.UTF_16BE))),
    DEEP(random -> value("[".repeat(5_000) + "]".repeat(5_000))),
    LONG_NUMBER(random -> value("9".repeat(5_000))),
    GARBAGE(Careless::garbage),
    TOMBSTONE(random -> new Made(null)),
    RESERVED_TYPE(random -> event("live", "1.0", "id")),
    EMPTY_TYPE(random -> event("", "1.0", "id")),
    EMPTY_ID(random -> event("activity-logged", "1.0", "")),
    OTHER_VERSION(random -> event("activity-logged", "0.3", "id")),
    NO_ATTRIBUTES(random -> new Made("{}".getBytes(UTF_8)).with("ce_specversion", "1.0")),
    NULL_HEADERS(random -> event("activity-logged", "1.0", "id").with("ce_type", null)),
    HUGE_ID(random -> event("activity-logged", "1.0", "i".repeat(5_000 + random.nextInt(20_000)))),
    HUGE_TYPE(random -> event("t".repeat(100_000), "1.0", "id")),
    OTHER_CONTENT(random -> value("{}").with("content-type", "text/plain")),
    AVRO(random -> value("{}").with("content-type", "application/avro; charset=utf-8")),
    STRUCTURED_NOT_JSON(random -> structured("{\"specversion\":\"1.0\",")),
    STRUCTURED_LIST(random -> structured("[{\"specversion\":\"1.0\"}]")),
    STRUCTURED_WITHOUT_ID(random -> structured("{\"specversion\":\"1.0\",\"type\":\"a\",\"source\":\"/s\"}")),
    STRUCTURED_RESERVED(
            random -> structured("{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"gap\",\"source\":\"/s\"}")),
    STRUCTURED_BASE64(random -> structured(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"a\",\"source\":\"/s\"," + "\"data_base64\":\"***\"}"));

    private final Function<Random, Made> maker;

    Careless(Function<Random, Made> maker) {
        this.maker = maker;
    }

    /** The value and headers of a record. */
    record Made(byte @Nullable [] value, List<Header> headers) {
        Made(byte @Nullable [] value) {
            this(value, List.of());
        }

        Made with(String name, @Nullable String said) {
            List<Header> more = new ArrayList<>(headers);
            more.add(new RecordHeader(name, said == null ? null : said.getBytes(UTF_8)));
            return new Made(value, more);
        }
    }

    Made make(Random random) {
        return maker.apply(random);
    }

    /** A value that is good in all but its size. No topic takes it that is not set up for it. */
    static Made tooLarge() {
        return value("\"" + "x".repeat(2 << 20) + "\"");
    }

    static Made value(String text) {
        return new Made(text.getBytes(UTF_8));
    }

    /** An event in binary mode. */
    static Made event(String type, String version, String id) {
        return value("{\"n\":0}")
                .with("ce_specversion", version)
                .with("ce_id", id)
                .with("ce_source", "/careless")
                .with("ce_type", type);
    }

    private static Made structured(String json) {
        return value(json).with("content-type", "application/cloudevents+json");
    }

    private static Made bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Made(bytes);
    }

    /** Any bytes and any header, but nothing that could be read. */
    private static Made garbage(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(300)];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        byte[] said = new byte[random.nextInt(50)];
        random.nextBytes(said);
        List<Header> headers = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.add(new RecordHeader(
                    List.of("ce_time", "ce_subject", "ce_userid", "ce_nonsense", "x")
                            .get(random.nextInt(5)),
                    said));
        }
        return new Made(bytes, headers);
    }
}
