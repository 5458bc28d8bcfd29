package io.milepost.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasTest {
    private static final EventSchemas SHIPPED = EventSchemas.shipped();

    @Test
    void everyTypeOfTheDocumentsHasASchema() {
        assertThat(SHIPPED.types())
                .containsExactly(
                        "activity",
                        "activity-logged",
                        "edit",
                        "event_created",
                        "event_deleted",
                        "event_update",
                        "goal-updated",
                        "member-joined",
                        "member-left",
                        "message",
                        "metric_update",
                        "metrics_update",
                        "milestone-reached",
                        "typing",
                        "user_joined",
                        "user_left");
    }

    static Stream<Arguments> examples() throws IOException {
        JsonNode root = file();
        return root.path("properties").properties().stream()
                .flatMap(type -> StreamSupport.stream(
                                definition(root, type.getValue())
                                        .path("examples")
                                        .spliterator(),
                                false)
                        .map(example -> Arguments.of(type.getKey(), example.toString())));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesFit(String type, String example) {
        assertThat(faults(type, example)).isEmpty();
    }

    @Test
    void everyTypeHasAnExample() throws IOException {
        assertThat(examples().map(one -> one.get()[0]).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(SHIPPED.types());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void withoutWhatIsRequiredTheyDoNot(String type, String example) throws IOException {
        JsonNode root = file();
        for (JsonNode field :
                definition(root, root.path("properties").path(type)).path("required")) {
            ObjectNode less = Json.of(example).tree().deepCopy();
            less.remove(field.textValue());
            assertThat(faults(type, less.toString())).containsExactly("/" + field.textValue() + ": is missing");
        }
    }

    /** What the documents show, and what is not quite that. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "activity-logged | {'userId':'u','activityId':'a','distance':'2.5','duration':1,'timestamp':'t'}"
                        + " | /distance: must be a number",
                "activity-logged | {'userId':'u','activityId':'a','distance':2.5,'duration':1.5,'timestamp':'t'}"
                        + " | /duration: must be an integer",
                "activity-logged | {'userId':'u','activityId':'a','distance':2.5,'duration':1800.0,'timestamp':'t'} | ",
                "activity-logged | {'userId':'u','activityId':'a','distance':1,'duration':1,'timestamp':'t',"
                        + "'location':{'lat':1}} | /location/lng: is missing",
                "activity-logged | {'userId':'u','activityId':'a','distance':1,'duration':1,'timestamp':'t',"
                        + "'shoes':['red']} | ",
                "activity-logged | null | must be an object",
                "activity-logged | [1] | must be an object",
                "member-joined | {'userId':7,'teamId':'t','memberName':'n','joinedAt':'j'} | /userId: must be a string",
                "member-left | {'userId':'u','teamId':null} | /teamId: must be a string",
                "goal-updated | {'teamId':'t','goalId':'g','percent':'50'} | /percent: must be a number",
                "milestone-reached | {'teamId':'t','milestoneId':'m','location':'here'} | /location: must be an object",
                "activity | {'id':'i','type':'t','action':'a','povId':'p','userId':'u','title':'t','message':'m',"
                        + "'severity':'dire'} | /severity: must be one of [\"error\",\"warning\",\"info\",\"success\"]",
                "event_update | {'id':'evt_123','status':'delivered','updated_at':0} | /updated_at: must be a string",
                "event_created | {'id':123,'status':'new','updated_at':'t'} | /id: must be a string",
                "event_deleted | {'id':{}} | /id: must be a string",
                "metrics_update | {'total_events':'1','pending_events':1,'delivered_events':1,'failed_events':1}"
                        + " | /total_events: must be an integer",
                "metric_update | {'metric':['engagement'],'value':1} | /metric: must be a string",
                "message | {'content':['any', 'thing']} | ",
                "message | {'content':'Hello','messageType':5} | /messageType: must be a string",
                "message | 'Hello' | must be an object",
                "typing | {'isTyping':'yes'} | /isTyping: must be a boolean",
                "edit | {'operation':'insert','position':'42'} | /position: must be an integer",
                "user_joined | {'userId':'u','username':1} | /username: must be a string",
                "user_left | {'userId':1,'username':'n'} | /userId: must be a string",
                "no-such-type | 'anything' | ",
            })
    void whatDoesNotFitIsNamedByItsPath(String type, String data, String fault) {
        assertThat(faults(type, data.replace('\'', '"')))
                .containsExactlyElementsOf(fault == null ? List.of() : List.of(fault));
    }

    @Test
    void faultsSayNothingOfTheData() {
        List<String> faults =
                faults("activity-logged", "{\"userId\":{\"secret\":\"hunter2\"},\"hunter2\":\"hunter2\"}");
        assertThat(faults).hasSize(5).noneMatch(fault -> fault.contains("hunter2"));
    }

    @Test
    void manyFaultsMakeAShortLine() {
        assertThat(DataFault.line(SHIPPED.faults("activity", Json.of("{}"))))
                .isEqualTo("/action: is missing; /id: is missing; /message: is missing; /povId: is missing;"
                        + " /title: is missing; and 2 more");
    }

    @Test
    void whoIsStrictRefusesTypesWithoutSchema() {
        Json data = Json.of("{}");
        assertThat(DataCheck.usual().faults("walked", data)).isEmpty();
        assertThat(DataCheck.NONE.faults("activity-logged", data)).isEmpty();
        assertThat(new DataCheck(SHIPPED, true).faults("walked", data))
                .containsExactly(new DataFault("", "there is no schema for events of this type"));
    }

    private static List<String> faults(String type, String data) {
        return SHIPPED.faults(type, Json.of(data)).stream()
                .map(DataFault::toString)
                .toList();
    }

    private static JsonNode definition(JsonNode root, JsonNode reference) {
        return root.at(reference.path("$ref").textValue().substring(1));
    }

    private static JsonNode file() throws IOException {
        try (InputStream in = EventSchemasTest.class.getResourceAsStream("/milepost/events.json")) {
            return Json.of(new String(in.readAllBytes(), UTF_8)).tree();
        }
    }
}
