package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The schemas that types are made from say what the document says that is held against a running node. */
class SchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void framesAreThoseOfTheDocument() throws IOException {
        String document = WireDocument.read("asyncapi.yaml")
                .root()
                .at("/components/schemas")
                .toString();
        JsonNode said = JSON.readTree(document.replace("\"#/components/schemas/", "\"#/$defs/"));
        JsonNode shipped = shipped("frames.json").path("$defs");
        for (Map.Entry<String, JsonNode> each : said.properties()) {
            assertThat(shipped.path(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
        }
        assertThat(shipped).hasSameSizeAs(said);
    }

    private static JsonNode shipped(String file) throws IOException {
        try (InputStream in = SchemasTest.class.getResourceAsStream("/milepost/" + file)) {
            return JSON.readTree(in);
        }
    }
}
