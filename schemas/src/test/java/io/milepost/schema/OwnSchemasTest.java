package io.milepost.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.event.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schemas that somebody brings. */
class OwnSchemasTest {
    @TempDir
    Path directory;

    @Test
    void aFileIsTheSchemaOfTheTypeThatItIsNamedAfter() throws IOException {
        write("order-placed.json", "{\"required\":[\"total\"],\"properties\":{\"total\":{\"minimum\":0}}}");
        write("notes.txt", "no schema");
        EventSchemas schemas = EventSchemas.shipped().with(directory);
        assertThat(schemas.types()).contains("order-placed", "activity-logged").doesNotContain("notes");
        assertThat(schemas.faults("order-placed", Json.of("{\"total\":-1}")))
                .containsExactly(new DataFault("/total", "does not fit minimum 0"));
        assertThat(schemas.faults("order-placed", Json.of("{}")))
                .containsExactly(new DataFault("/total", "is missing"));
        assertThat(EventSchemas.NONE.with(directory).types()).containsExactly("order-placed");
    }

    @Test
    void itWinsOverTheOneThatIsShipped() throws IOException {
        write("activity-logged.json", "{\"required\":[\"shoes\"]}");
        assertThat(EventSchemas.shipped().with(directory).faults("activity-logged", Json.of("{}")))
                .containsExactly(new DataFault("/shoes", "is missing"));
    }

    @Test
    void itMayReferToItsNeighboursAndToThoseShipped() throws IOException {
        write("money.json", "{\"type\":\"integer\"}");
        write(
                "walk-paid.json",
                "{\"properties\":{\"paid\":{\"$ref\":\"money.json\"},\"walk\":"
                        + "{\"$ref\":\"https://milepost.dev/schemas/events.json#/$defs/ActivityLoggedEvent\"}}}");
        EventSchemas schemas = EventSchemas.NONE.with(directory);
        assertThat(schemas.faults("walk-paid", Json.of("{\"paid\":\"much\",\"walk\":[]}")))
                .containsExactly(
                        new DataFault("/paid", "must be an integer"), new DataFault("/walk", "must be an object"));
    }

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsFile() throws IOException {
        write("a.json", "{\"type\":\"strin\"}");
        write("b.json", "{]");
        write("c.json", "{\"$ref\":\"nowhere.json\"}");
        write("d.json", "7");
        write("e.json", "{\"required\":\"x\"}");
        write("fine.json", "{}");
        assertThatThrownBy(() -> EventSchemas.NONE.with(directory))
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidSchemasException.class))
                .extracting(InvalidSchemasException::faults, InstanceOfAssertFactories.list(String.class))
                .satisfiesExactly(
                        fault -> assertThat(fault).startsWith("a.json: no schema of draft 2020-12: /type: "),
                        fault -> assertThat(fault).startsWith("b.json: not JSON: "),
                        fault -> assertThat(fault).startsWith("c.json: ").contains("nowhere.json"),
                        fault -> assertThat(fault).startsWith("d.json: no schema of draft 2020-12: must be an object"),
                        fault -> assertThat(fault).startsWith("e.json: no schema of draft 2020-12: /required: "));
    }

    @Test
    void aMissingDirectoryIsSaid() {
        assertThatThrownBy(() -> EventSchemas.NONE.with(directory.resolve("none")))
                .isInstanceOf(InvalidSchemasException.class)
                .hasMessageContaining("none: cannot be read");
    }

    @Test
    void nothingIsFetched() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/schema.json";
            write("a.json", "{\"$ref\":\"" + address + "\"}");
            assertThatThrownBy(() -> EventSchemas.NONE.with(directory))
                    .isInstanceOf(InvalidSchemasException.class)
                    .hasMessageStartingWith("a.json: ");
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private void write(String file, String schema) throws IOException {
        Files.writeString(directory.resolve(file), schema);
    }
}
