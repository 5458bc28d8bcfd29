package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import io.milepost.event.Decoded.Broken;
import io.milepost.event.Decoded.Intact;
import io.milepost.trace.TraceContext;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventRecordsTest {
    private static final String PARENT = "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";
    private static final Event EVENT = new Event(
            "e1", "/walks", "activity-logged", "2026-01-02T03:04:05.678Z", "walk-9", Json.of("{\"n\":1.10, \"é\":[]}"));

    @Test
    void whatIsWrittenIsReadBack() {
        ProducerRecord<byte[], byte[]> written = EventWriter.write(EVENT, "activity", "123");
        assertThat(written.key()).isEqualTo("123".getBytes(UTF_8));
        assertThat(read(written.headers(), written.value())).isEqualTo(new Intact(EVENT));
    }

    @ParameterizedTest
    @CsvSource({"12.34, false", "12.34, true", ", true"})
    void soIsWhatPushersClientsHaveToKnow(@Nullable String except, boolean text) {
        PusherMark mark = new PusherMark(except, text);
        Event event = new Event("e1", "/apps/1", "said", EVENT.time(), null, null, Json.of("1"), mark);
        ProducerRecord<byte[], byte[]> written = EventWriter.write(event, "channels", "123");
        assertThat(read(written.headers(), written.value())).isEqualTo(new Intact(event));
    }

    @Test
    void theCloudEventsSdkReadsWhatIsWritten() {
        ProducerRecord<byte[], byte[]> written = EventWriter.write(EVENT, "activity", "123");
        CloudEvent seen;
        try (CloudEventDeserializer sdk = new CloudEventDeserializer()) {
            seen = sdk.deserialize("activity", written.headers(), written.value());
        }
        assertThat(seen.getId()).isEqualTo("e1");
        assertThat(seen.getSource()).isEqualTo(URI.create("/walks"));
        assertThat(seen.getType()).isEqualTo("activity-logged");
        assertThat(seen.getSubject()).isEqualTo("walk-9");
        assertThat(seen.getTime()).isEqualTo(OffsetDateTime.parse("2026-01-02T03:04:05.678Z"));
        assertThat(seen.getData().toBytes()).isEqualTo(written.value());
    }

    @ParameterizedTest
    @EnumSource(
            value = Encoding.class,
            names = {"BINARY", "STRUCTURED"})
    void whatTheCloudEventsSdkWritesIsRead(Encoding encoding) {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("e1")
                .withSource(URI.create("/walks"))
                .withType("activity-logged")
                .withSubject("walk-9")
                .withTime(OffsetDateTime.parse("2026-01-02T05:04:05.678+02:00"))
                .withData("application/json", BytesCloudEventData.wrap("{\"n\":1.5}".getBytes(UTF_8)))
                .build();
        Headers headers = new RecordHeaders();
        byte[] value;
        try (CloudEventSerializer sdk = new CloudEventSerializer()) {
            sdk.configure(
                    Map.of(
                            CloudEventSerializer.ENCODING_CONFIG,
                            encoding.name(),
                            CloudEventSerializer.EVENT_FORMAT_CONFIG,
                            JsonFormat.CONTENT_TYPE),
                    false);
            value = sdk.serialize("activity", headers, event);
        }
        assertThat(read(headers, value))
                .isEqualTo(new Intact(new Event(
                        "e1",
                        "/walks",
                        "activity-logged",
                        "2026-01-02T03:04:05.678Z",
                        "walk-9",
                        Json.of("{\"n\":1.5}"))));
    }

    @Test
    void structuredDataKeepsItsBytes() {
        String[] datas = {"{\"n\" : 1.10}", "\"a\\u0041\"", "12e400", "[1 , 2]", "null", "true"};
        for (String data : datas) {
            String value = "{\"specversion\":\"1.0\", \"id\":\"1\",\"x\":{\"y\":[1]},\"data\": " + data
                    + " ,\"source\":\"s\",\"type\":\"t\"}";
            assertThat(event(structured(value)).data()).hasToString(data);
        }
    }

    @Test
    void structuredDataMayBeBase64OrAbsent() {
        String head = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"";
        assertThat(event(structured(head + ",\"data_base64\":\"eyJhIjoxfQ==\"}"))
                        .data())
                .hasToString("{\"a\":1}");
        assertThat(event(structured(head + "}")).data()).isEqualTo(Json.NULL);
    }

    @Test
    void bareJsonGetsItsAttributesFromTheRecord() {
        Event event = event(read(new RecordHeaders(), "[1]".getBytes(UTF_8)));
        assertThat(event)
                .isEqualTo(new Event(
                        "activity-3-42", "activity", "fallback", "2026-01-02T00:00:00Z", null, Json.of("[1]")));
    }

    @Test
    void aTimeNobodyCanReadIsReplacedByTheRecords() {
        Headers headers = binary();
        headers.add("ce_time", "yesterday".getBytes(UTF_8));
        assertThat(event(read(headers, "1".getBytes(UTF_8))).time()).isEqualTo("2026-01-02T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | the value is not JSON",
                "{}{} | the value is more than one JSON value",
                "{},\"x\":1 | the value is",
                "`` | the value is empty",
                "nope | the value is not JSON",
                "NaN | the value is not JSON",
                "{\"a\":1}] | the value is",
            })
    void aValueThatIsNotOneJsonValueIsBroken(String value, String why) {
        assertThat(why(read(binary(), value.getBytes(UTF_8)))).startsWith(why);
        assertThat(why(read(new RecordHeaders(), value.getBytes(UTF_8)))).startsWith(why);
    }

    @Test
    void invalidUtf8IsBroken() {
        byte[][] broken = {
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            {'"', (byte) 0xe2, (byte) 0x82, '"'}
        };
        for (byte[] value : broken) {
            assertThat(why(read(binary(), value))).isEqualTo("the value is not valid UTF-8");
        }
    }

    @Test
    void nestingHasABound() {
        byte[] deep = ("[".repeat(5000) + "]".repeat(5000)).getBytes(UTF_8);
        assertThat(why(read(binary(), deep))).startsWith("the value is not JSON");
    }

    @Test
    void aValueHasABoundInWhateverModeItIs() {
        byte[] largest = ("\"" + "x".repeat((1 << 20) - 2) + "\"").getBytes(UTF_8);
        assertThat(read(binary(), largest)).isInstanceOf(Intact.class);
        String why = "the value has 1048577 bytes, more than 1048576";
        byte[] larger = ("\"" + "x".repeat((1 << 20) - 1) + "\"").getBytes(UTF_8);
        assertThat(why(read(binary(), larger))).isEqualTo(why);
        assertThat(why(read(new RecordHeaders(), larger))).isEqualTo(why);
        String head = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":\"";
        assertThat(why(structured(head + "x".repeat((1 << 20) - 1 - head.length()) + "\"}")))
                .isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_specversion, 0.3, specversion is not 1.0",
        "ce_id, '', id is missing",
        "ce_source, '', source is missing",
        "ce_type, '', type is missing",
        "ce_type, subscribed, type subscribed is reserved for the gateway's own frames",
        "content-type, text/plain, the content type is not JSON",
        "content-type, application/cloudevents+json, the value is no CloudEvent in JSON",
    })
    void anAttributeThatCannotBeIsNamed(String header, String value, String why) {
        Headers headers = binary();
        headers.add(header, value.getBytes(UTF_8));
        assertThat(why(read(headers, "1".getBytes(UTF_8)))).isEqualTo(why);
    }

    @Test
    void aTombstoneIsBroken() {
        assertThat(why(read(binary(), null))).startsWith("a tombstone");
    }

    @Test
    void theTraceIsTakenFromTheHeadersAndWrittenThere() {
        TraceContext trace = new TraceContext(PARENT, "vendor=1");
        ProducerRecord<byte[], byte[]> written = EventWriter.write(EVENT.within(trace), "activity", "123");
        assertThat(event(read(written.headers(), written.value())).trace()).isEqualTo(trace);
        assertThat(EventWriter.write(EVENT, "activity", "123").headers().lastHeader("traceparent"))
                .isNull();
        Headers bare = new RecordHeaders();
        bare.add("traceparent", PARENT.getBytes(UTF_8));
        assertThat(event(read(bare, "1".getBytes(UTF_8))).trace()).isEqualTo(new TraceContext(PARENT, null));
    }

    @Test
    void anEventInStructuredModeMaySayItItself() {
        String said = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"traceparent\":\""
                + PARENT + "\"}";
        assertThat(event(structured(said)).trace()).isEqualTo(new TraceContext(PARENT, null));
        Headers headers = new RecordHeaders();
        headers.add("content-type", "application/cloudevents+json".getBytes(UTF_8));
        String other = PARENT.replace('a', 'e');
        headers.add("traceparent", other.getBytes(UTF_8));
        assertThat(event(read(headers, said.getBytes(UTF_8))).trace()).isEqualTo(new TraceContext(other, null));
    }

    @Test
    void aTraceThatNobodyCanReadHarmsNoEvent() {
        for (String parent : new String[] {"", "nonsense", PARENT.toUpperCase(Locale.ROOT), "0".repeat(100_000)}) {
            Headers headers = binary();
            headers.add("traceparent", parent.getBytes(UTF_8));
            headers.add("tracestate", "x".repeat(100_000).getBytes(UTF_8));
            assertThat(event(read(headers, "1".getBytes(UTF_8))).trace()).isNull();
        }
        Headers headers = binary();
        headers.add("traceparent", PARENT.getBytes(UTF_8));
        headers.add("tracestate", ("v=" + "x".repeat(511)).getBytes(UTF_8));
        assertThat(event(read(headers, "1".getBytes(UTF_8))).trace()).isEqualTo(new TraceContext(PARENT, null));
    }

    @Test
    void jsonMediaTypesAreJson() {
        for (String type : new String[] {"application/json; charset=utf-8", "text/json", "application/geo+json"}) {
            Headers headers = binary();
            headers.add("content-type", type.getBytes(UTF_8));
            assertThat(read(headers, "1".getBytes(UTF_8))).isInstanceOf(Intact.class);
        }
    }

    private static Headers binary() {
        Headers headers = new RecordHeaders();
        headers.add("ce_specversion", "1.0".getBytes(UTF_8));
        headers.add("ce_id", "1".getBytes(UTF_8));
        headers.add("ce_source", "s".getBytes(UTF_8));
        headers.add("ce_type", "t".getBytes(UTF_8));
        return headers;
    }

    private static Decoded structured(String value) {
        Headers headers = new RecordHeaders();
        headers.add("content-type", "application/cloudevents+json; charset=utf-8".getBytes(UTF_8));
        return read(headers, value.getBytes(UTF_8));
    }

    private static Event event(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Intact.class);
        return ((Intact) decoded).event();
    }

    private static String why(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Broken.class);
        return ((Broken) decoded).why();
    }

    private static Decoded read(Headers headers, byte @Nullable [] value) {
        long time = 1_767_312_000_000L;
        ConsumerRecord<byte[], ByteBuffer> record = new ConsumerRecord<>(
                "activity",
                3,
                42,
                time,
                TimestampType.CREATE_TIME,
                3,
                3,
                "123".getBytes(UTF_8),
                value == null ? null : ByteBuffer.wrap(value),
                headers,
                Optional.empty());
        return EventReader.read(record, "fallback");
    }
}
