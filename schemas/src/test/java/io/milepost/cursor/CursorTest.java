package io.milepost.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final ChannelName CHANNEL = new ChannelName("team-123");

    @Test
    void anyCursorComesBackAsItWas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            List<Mark> marks = new ArrayList<>();
            boolean shared = random.nextBoolean();
            for (int n = random.nextInt(12); n > 0; n--) {
                int partitions = shared ? 12 : 1 + random.nextInt(100_000);
                marks.add(
                        new Mark(random.nextInt(1 << 24), partitions, random.nextLong() >>> (1 + random.nextInt(62))));
            }
            if (random.nextBoolean()) {
                int partitions = shared ? 12 : 1 + random.nextInt(20);
                for (int p = 0; p < partitions; p++) {
                    marks.add(new Mark(0x800000, partitions, p, random.nextInt(1 << 20)));
                }
            }
            Cursor cursor = new Cursor(marks);
            String text = cursor.encode(CHANNEL);
            assertThat(text).matches("[-_a-zA-Z0-9]+");
            assertThat(Cursor.decode(text, CHANNEL)).as("seed %d", seed).isEqualTo(cursor);
        }
    }

    @Test
    void fiveStreamsTakeSixtyFourCharacters() {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            marks.add(new Mark(0xffffff, 100, (1L << 42) - 1));
        }
        assertThat(new Cursor(marks).encode(CHANNEL)).hasSizeLessThanOrEqualTo(64);
        for (int i = 0; i < 5; i++) {
            marks.set(i, new Mark(0xffffff, 100 + i, (1L << 35) - 1));
        }
        assertThat(new Cursor(marks).encode(CHANNEL)).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void cursorsOfEarlierReleasesStayGood() {
        assertThat(Cursor.decode("EZUDobLDBwAAAawC", CHANNEL))
                .isEqualTo(new Cursor(List.of(new Mark(0xa1b2c3, 3, 7), new Mark(0x000001, 3, 300))));
    }

    @Test
    void aStreamThatIsReadInAllPartitionsTakesAFewCharactersForEach() {
        List<Mark> marks = new ArrayList<>();
        for (int p = 0; p < 12; p++) {
            marks.add(new Mark(0xffffff, 12, p, 2_000_000));
        }
        assertThat(new Cursor(marks).encode(CHANNEL)).hasSizeLessThanOrEqualTo(72);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "****", "AAAA", "EAAA", "null", "latest!", "EAA", "éé"})
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> Cursor.decode(text, CHANNEL)).isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void randomTextNeverDoesMoreThanBeingRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            char[] text = new char[random.nextInt(70)];
            for (int c = 0; c < text.length; c++) {
                text[c] = "ABCDEFGHabcdefgh0123456789-_".charAt(random.nextInt(28));
            }
            try {
                assertThat(Cursor.decode(new String(text), CHANNEL).marks()).allMatch(mark -> mark.offset() >= 0);
            } catch (InvalidCursorException expected) {
                assertThat(expected).hasMessageStartingWith("cursor: ");
            }
        }
    }

    @Test
    void anotherChannelsCursorIsNoticed() {
        int noticed = 0;
        for (int i = 0; i < 256; i++) {
            String text = new Cursor(List.of(new Mark(1, 3, i))).encode(new ChannelName("team-" + i));
            try {
                Cursor.decode(text, CHANNEL);
            } catch (InvalidCursorException e) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(240);
    }

    @Test
    void topicIncarnationsHaveDifferentHashes() {
        assertThat(TopicHash.of(Uuid.fromString("AAAAAAAAAAAAAAAAAAAAAQ")))
                .isNotEqualTo(TopicHash.of(Uuid.fromString("AAAAAAAAAAAAAAAAAAAAAg")))
                .isBetween(0, 0xffffff);
    }
}
