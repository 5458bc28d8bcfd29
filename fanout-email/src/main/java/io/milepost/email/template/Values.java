package io.milepost.email.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache.VariableFetcher;
import com.samskivert.mustache.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What templates see of JSON: fields of objects and items of lists, and nothing of Java. Null is as if it were not there. */
final class Values extends BasicCollector {
    static final Values INSTANCE = new Values();

    /** Nothing that a mail may have in it. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\t\\n\\r]]");

    private static final VariableFetcher FIELD = (fields, name) -> {
        Object value = ((Map<?, ?>) fields).get(name);
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
        return context instanceof Map ? FIELD : NONE;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }

    /** A value as maps, lists, texts and truths. */
    static @Nullable Object of(JsonNode json) {
        if (json.isObject()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            json.fields().forEachRemaining(field -> {
                Object value = of(field.getValue());
                if (value != null) {
                    fields.put(field.getKey(), value);
                }
            });
            return fields;
        }
        if (json.isArray()) {
            List<Object> items = new ArrayList<>();
            for (JsonNode item : json) {
                Object value = of(item);
                if (value != null) {
                    items.add(value);
                }
            }
            return items;
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
