package io.milepost.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;

/** A validator's findings in words that tell of the schema and never of the data. */
final class Wording {
    private static final int LONGEST = 200;

    private Wording() {}

    static DataFault of(ValidationMessage found) {
        String path = found.getInstanceLocation().toString();
        JsonNode asked = found.getSchemaNode();
        return switch (found.getType()) {
            case "required", "dependentRequired" ->
                new DataFault(cut(path + "/" + escaped(found.getProperty())), "is missing");
            case "type" -> new DataFault(cut(path), "must be " + kinds(asked));
            case "enum" -> new DataFault(cut(path), cut("must be one of " + asked));
            default -> new DataFault(cut(path), cut("does not fit " + found.getType() + said(asked)));
        };
    }

    private static String kinds(JsonNode types) {
        List<String> kinds = new ArrayList<>();
        (types.isArray() ? types : List.of(types)).forEach(type -> kinds.add(kind(type.asText())));
        return String.join(" or ", kinds);
    }

    private static String kind(String type) {
        return switch (type) {
            case "integer", "object", "array" -> "an " + type;
            case "null" -> "null";
            default -> "a " + type;
        };
    }

    private static String said(JsonNode asked) {
        return asked.isValueNode() ? " " + asked : "";
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
