package io.milepost.launcher.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A span as it lies in an {@code ExportTraceServiceRequest} of OTLP.
 *
 * @param parent empty for the root of a trace
 * @param kind 1 internal, 3 client, 4 producer, 5 consumer
 * @param nanos how long it was
 * @param failed what its status says if that is an error; empty otherwise
 */
public record ReceivedSpan(
        String traceId,
        String spanId,
        String parent,
        String name,
        int kind,
        long nanos,
        Map<String, String> attributes,
        String failed) {
    /** All spans of a request. */
    static List<ReceivedSpan> all(byte[] request) {
        List<ReceivedSpan> spans = new ArrayList<>();
        for (byte[] resourceSpans : new Message(request).messages(1)) {
            for (byte[] scopeSpans : new Message(resourceSpans).messages(2)) {
                for (byte[] span : new Message(scopeSpans).messages(2)) {
                    spans.add(one(new Message(span)));
                }
            }
        }
        return spans;
    }

    private static ReceivedSpan one(Message span) {
        Map<String, String> attributes = new HashMap<>();
        for (byte[] attribute : span.messages(9)) {
            Message pair = new Message(attribute);
            Message value = new Message(pair.messages(2).get(0));
            attributes.put(pair.text(1), value.messages(1).isEmpty() ? Long.toString(value.number(3)) : value.text(1));
        }
        List<byte[]> status = span.messages(15);
        boolean failed = !status.isEmpty() && new Message(status.get(0)).number(3) == 2;
        return new ReceivedSpan(
                span.hex(1),
                span.hex(2),
                span.hex(4),
                span.text(5),
                (int) span.number(6),
                span.number(8) - span.number(7),
                attributes,
                failed ? new Message(status.get(0)).text(2) : "");
    }

    /** A message of Protocol Buffers, its fields by number. */
    private static final class Message {
        private final Map<Integer, List<byte[]>> bytes = new HashMap<>();
        private final Map<Integer, Long> numbers = new HashMap<>();

        Message(byte[] of) {
            ByteBuffer in = ByteBuffer.wrap(of).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                int tag = (int) varint(in);
                int field = tag >>> 3;
                switch (tag & 7) {
                    case 0 -> numbers.put(field, varint(in));
                    case 1 -> numbers.put(field, in.getLong());
                    case 2 -> {
                        byte[] content = new byte[(int) varint(in)];
                        in.get(content);
                        bytes.computeIfAbsent(field, none -> new ArrayList<>()).add(content);
                    }
                    case 5 -> numbers.put(field, (long) in.getInt());
                    default -> throw new IllegalArgumentException("wire type " + (tag & 7));
                }
            }
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = in.get();
                value |= (long) (part & 0x7f) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        }

        List<byte[]> messages(int field) {
            return bytes.getOrDefault(field, List.of());
        }

        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }

        String text(int field) {
            List<byte[]> found = messages(field);
            return found.isEmpty() ? "" : new String(found.get(0), UTF_8);
        }

        String hex(int field) {
            List<byte[]> found = messages(field);
            return found.isEmpty() ? "" : HexFormat.of().formatHex(found.get(0));
        }
    }
}
