package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./milepost publish --check}: what is wrong with events, without Kafka. */
class PublishCheckTest {
    private static final String GOAL = "{\"teamId\":\"otters\",\"goalId\":\"g1\"}";

    @TempDir
    Path directory;

    @Test
    void dataOnTheCommandLine() {
        Cli fits = check("", "--type", "goal-updated", "--data", GOAL);
        assertThat(fits.exit()).as(fits.err()).isZero();
        assertThat(fits.out()).isEmpty();
        assertThat(fits.err()).contains("1 checked, 0 wrong; nothing was sent");
        Cli wrong = check("", "--type", "goal-updated", "--data", "{\"teamId\":7,\"percent\":\"hunter2\"}");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("event: data: /goalId: is missing; /percent: must be a number; /teamId: must be a string")
                .doesNotContain("hunter2");
    }

    @Test
    void aWholeEventOnTheCommandLine() {
        Cli wrong = check("", "--stream", "goal", "--key", "a b", "--type", "goal-updated", "--data", GOAL);
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("event: key: makes no channel name");
        wrong = check("", "--stream", "goal", "--key", "9", "--type", "goal-updated");
        assertThat(wrong.err()).contains("event: data: /goalId: is missing; /teamId: is missing");
        wrong = check("", "--stream", "goal", "--key", "9", "--type", "goal-updated", "--data", "{");
        assertThat(wrong.err()).contains("event: data: not JSON");
        assertThat(check("", "--data", GOAL).exit()).as("--type is missing").isEqualTo(2);
    }

    @Test
    void linesOfEvents() throws IOException {
        String lines = """
                {"stream":"goal","key":"9","type":"goal-updated","data":%s}
                {"stream":"goal","key":"9","type":"goal-updated","data":{"teamId":"otters"}}

                {"stream":"goal","key":"9"}
                nonsense
                {"stream":"goal","key":"9","type":"walked","data":[1]}
                """.formatted(GOAL);
        Cli read = check(lines);
        Cli file = check(
                "", Files.writeString(directory.resolve("events.ndjson"), lines).toString());
        for (Cli wrong : new Cli[] {read, file}) {
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.err().lines())
                    .contains(
                            "line 2: data: /goalId: is missing",
                            "line 4: type: missing",
                            "line 6: there is no schema for walked, which may have any data",
                            "5 checked, 3 wrong; nothing was sent")
                    .anyMatch(line -> line.startsWith("line 5: not one JSON object"));
        }
    }

    @Test
    void dataOfOneTypeInAFileOverSeveralLinesOrOneALine() throws IOException {
        Path pretty =
                Files.writeString(directory.resolve("goal.json"), "{\n\"teamId\": \"otters\",\n\"goalId\": 1\n}\n");
        Cli wrong = check("", "--type", "goal-updated", pretty.toString());
        assertThat(wrong.err()).contains("event: data: /goalId: must be a string", "1 checked, 1 wrong");
        wrong = check(GOAL + "\n{}\n", "--type", "goal-updated");
        assertThat(wrong.err()).contains("line 2: data: /goalId: is missing", "2 checked, 1 wrong");
        assertThat(check("", "--type", "goal-updated", directory.resolve("none").toString())
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void schemasOfOnesOwn() throws IOException {
        Files.writeString(directory.resolve("walked.json"), "{\"required\":[\"miles\"]}");
        String own = "schemas.directory=" + directory;
        Cli wrong = check("", "--set", own, "--type", "walked", "--data", "{}");
        assertThat(wrong.err()).contains("event: data: /miles: is missing");
        Cli strict = check("", "--set", "schemas.check=strict", "--type", "walked", "--data", "{}");
        assertThat(strict.err()).contains("event: data: there is no schema for events of this type");
        assertThat(strict.exit()).isEqualTo(1);
        Files.writeString(directory.resolve("broken.json"), "{\"type\":\"strin\"}");
        Cli broken = check("", "--set", own, "--set", "schemas.check=known", "--type", "walked", "--data", "{}");
        assertThat(broken.exit()).isEqualTo(2);
        assertThat(broken.err()).contains("schemas.directory: broken.json: no schema of draft 2020-12: /type");
    }

    private static Cli check(String input, String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "publish";
        all[1] = "--check";
        System.arraycopy(more, 0, all, 2, more.length);
        return Cli.runWithInput(input, all);
    }
}
