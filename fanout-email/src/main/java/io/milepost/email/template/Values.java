package io.milepost.email.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache.VariableFetcher;
import com.samskivert.mustache.Template;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What templates see of JSON: fields of objects and items of lists, and nothing of Java. Null is as if it were not there. */
final class Values extends BasicCollector {
    static final Values INSTANCE = new Values();

    /** Nothing that a mail may have in it. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\t\\n\\r]]");

    private static final VariableFetcher FIELD = (fields, name) -> {
        Object value = of(((Fields) fields).json().path(name));
        return value == null ? Template.NO_FETCHER_FOUND : value;
    };
    private static final VariableFetcher NONE = (context, name) -> Template.NO_FETCHER_FOUND;
    private static final VariableFetcher ADDRESS = (context, name) -> SafeAddress.INSTANCE;

    private Values() {}

    @Override
    public VariableFetcher createFetcher(Object context, String name) {
        if (name.equals(SafeAddress.NAME)) {
            return ADDRESS;
        }
        return context instanceof Fields ? FIELD : NONE;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }

    /** An object, of which a mail mostly needs a little, while there may be much in it. */
    private record Fields(JsonNode json) {
        @Override
        public String toString() {
            return json.properties().stream()
                    .flatMap(
                            field -> Stream.ofNullable(of(field.getValue())).map(value -> field.getKey() + "=" + value))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** A list. */
    private record Items(JsonNode json) implements Iterable<Object> {
        @Override
        public Iterator<Object> iterator() {
            return stream().iterator();
        }

        private Stream<Object> stream() {
            return StreamSupport.stream(json.spliterator(), false).flatMap(item -> Stream.ofNullable(of(item)));
        }

        @Override
        public String toString() {
            return stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** A value as templates see it. What is in an object or a list is looked at when it is asked for. */
    static @Nullable Object of(JsonNode json) {
        if (json.isObject()) {
            return new Fields(json);
        }
        if (json.isArray()) {
            return new Items(json);
        }
        if (json.isBoolean()) {
            return json.booleanValue();
        }
        if (json.isNull() || json.isMissingNode()) {
            return null;
        }
        return CONTROLS.matcher(json.isBigDecimal() ? json.decimalValue().toPlainString() : json.asText())
                .replaceAll("");
    }
}
