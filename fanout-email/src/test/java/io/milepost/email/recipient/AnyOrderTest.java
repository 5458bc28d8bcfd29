package io.milepost.email.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.feedback.Feedback.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kafka brings notices again, and providers tell things late. */
class AnyOrderTest {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AnyNotices any = new AnyNotices(random);

    @Test
    void inWhateverOrderAndHoweverOftenNoticesComeTheStateIsTheSame() {
        System.out.println("seed " + seed);
        for (int round = 0; round < 2_000; round++) {
            List<Notice> notices = any.some();
            RecipientState expected = state(notices);
            List<Notice> shuffled = new ArrayList<>(notices);
            shuffled.addAll(notices.subList(0, random.nextInt(notices.size() + 1)));
            Collections.shuffle(shuffled, random);
            assertThat(state(shuffled)).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    @Test
    void aNoticeTwiceIsANoticeOnce() {
        System.out.println("seed " + seed);
        for (int round = 0; round < 2_000; round++) {
            List<Notice> notices = new ArrayList<>(any.some());
            notices.add(RecipientStateTest.told(Kind.DELIVERED, random.nextInt(12)));
            Collections.shuffle(notices, random);
            RecipientState state = RecipientState.EMPTY;
            for (Notice notice : notices) {
                state = state.after(notice, SuppressionPolicy.DEFAULTS);
                assertThat(state.after(notice, SuppressionPolicy.DEFAULTS))
                        .as("seed %d, round %d", seed, round)
                        .isSameAs(state);
            }
        }
    }

    @Test
    void whatIsWrittenIsReadAsItWas() {
        System.out.println("seed " + seed);
        for (int round = 0; round < 2_000; round++) {
            List<Notice> notices = any.some();
            for (Notice notice : notices) {
                assertThat(NoticeJson.read(NoticeJson.write(notice)))
                        .as("seed %d", seed)
                        .isEqualTo(notice);
            }
            RecipientState state = state(notices);
            assertThat(RecipientStateJson.read(RecipientStateJson.write(state)))
                    .as("seed %d", seed)
                    .isEqualTo(state);
        }
    }

    private static RecipientState state(List<Notice> notices) {
        return RecipientStateTest.after(notices.toArray(Notice[]::new));
    }
}
