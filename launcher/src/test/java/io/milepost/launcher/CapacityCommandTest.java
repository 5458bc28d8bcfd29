package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;

/** {@code ./milepost capacity}: its examples, loads that nothing carries, and what is no load. */
class CapacityCommandTest {
    private static final Pattern OPTIONS = Pattern.compile("capacity((?: --[a-z-]+(?: \\d+)?)+)");
    private static final String MILLION = "--connections 1000000 --events-per-second 10000 --readers 100";

    /** What a command said. */
    private record Said(int code, String out, String err) {}

    private static Said run(String options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Milepost.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(
                                Stream.of("capacity"),
                                Arrays.stream(options.strip().split(" +")))
                        .toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    @Test
    void itsExamplesAreReckoned() {
        String[] examples = CapacityCommand.class.getAnnotation(Command.class).footer();
        assertThat(examples).hasSize(3).allSatisfy(example -> {
            assertThat(OPTIONS.matcher(example).results().map(found -> found.group(1)))
                    .singleElement()
                    .satisfies(options -> {
                        Said said = run(options);
                        assertThat(said.code()).as(said.err()).isZero();
                        assertThat(said.out()).containsPattern("(?m)^nodes, one of them to spare +[\\d,]+$");
                    });
        });
    }

    @Test
    void moreMachinesThatAreNoBetterDoNotReadMore() {
        Said said = run("--connections 1000 --events-per-second 10000000 --readers 1");
        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("none can: reading the topics takes");
    }

    @Test
    void largerNodesAreFewerAndPresenceCosts() {
        assertThat(run(MILLION).out())
                .containsPattern("spare +21\n")
                .containsPattern("of that presence +1\\.95 MB/s\n");
        assertThat(run(MILLION + " --node-connections 100000 --no-presence").out())
                .containsPattern("spare +11\n")
                .containsPattern("of that presence +0 KB/s\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--connections 0, --connections: between 1",
        "--events-per-second NaN, --events-per-second: above 0",
        "--readers 2000000, --readers: no more than --connections",
        "--node-cores 0, --node-cores: between 1",
        "--network x, --network",
    })
    void whatIsNoLoadIsNamed(String wrong, String said) {
        String option = wrong.substring(0, wrong.indexOf(' '));
        Said answer = run(MILLION.replaceAll(option + " \\d+", "") + " " + wrong);
        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains(said);
    }
}
