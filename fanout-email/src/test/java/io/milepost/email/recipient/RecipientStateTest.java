package io.milepost.email.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import io.milepost.email.recipient.Verdict.Why;
import io.milepost.email.rule.Category;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecipientStateTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Category DIGEST = new Category("digest", false);
    private static final Category NEWS = new Category("news", false);
    private static final Category PASSWORD = new Category("password", true);

    @Test
    void aHardBounceAndAComplaintSuppressAtOnceAndForEver() {
        assertThat(why(after(told(Kind.HARD_BOUNCE, 0)), DIGEST, 9_000)).isEqualTo(Why.SUPPRESSED_HARD_BOUNCE);
        RecipientState both = after(told(Kind.COMPLAINT, 0), told(Kind.HARD_BOUNCE, 1), told(Kind.DELIVERED, 2));
        assertThat(why(both, PASSWORD, 9_000)).isEqualTo(Why.SUPPRESSED_COMPLAINT);
        assertThat(both.suppression(day(3)))
                .contains(new SuppressedEmail("ada@example.com", Reason.COMPLAINT, day(0), null));
    }

    @Test
    void threeSoftBouncesWithinAWeekSuppressForTwo() {
        RecipientState two = after(told(Kind.SOFT_BOUNCE, 0), told(Kind.SOFT_BOUNCE, 3), told(Kind.SOFT_BOUNCE, 3));
        assertThat(two.allows(DIGEST, day(3))).isEqualTo(new Verdict.Go());
        RecipientState three = two.after(told(Kind.SOFT_BOUNCE, 7), SuppressionPolicy.DEFAULTS);
        assertThat(why(three, DIGEST, 20)).isEqualTo(Why.SUPPRESSED_SOFT_BOUNCES);
        assertThat(three.allows(DIGEST, day(21))).isEqualTo(new Verdict.Go());
        RecipientState spread = after(told(Kind.SOFT_BOUNCE, 0), told(Kind.SOFT_BOUNCE, 4), told(Kind.SOFT_BOUNCE, 8));
        assertThat(spread.allows(DIGEST, day(8))).isEqualTo(new Verdict.Go());
        // One more, later, does not make the three forgotten.
        RecipientState more = three.after(told(Kind.SOFT_BOUNCE, 18), SuppressionPolicy.DEFAULTS);
        assertThat(why(more, DIGEST, 20)).isEqualTo(Why.SUPPRESSED_SOFT_BOUNCES);
    }

    @Test
    void whatIsDeliveredMakesOlderSoftBouncesForgotten() {
        RecipientState three = after(told(Kind.SOFT_BOUNCE, 0), told(Kind.SOFT_BOUNCE, 1), told(Kind.SOFT_BOUNCE, 2));
        assertThat(three.after(told(Kind.DELIVERED, 3), SuppressionPolicy.DEFAULTS)
                        .allows(DIGEST, day(3)))
                .isEqualTo(new Verdict.Go());
        assertThat(three.after(told(Kind.DROPPED, 3), SuppressionPolicy.DEFAULTS))
                .isSameAs(three);
        RecipientState reset = after(
                told(Kind.SOFT_BOUNCE, 0),
                told(Kind.DELIVERED, 1),
                told(Kind.SOFT_BOUNCE, 2),
                told(Kind.SOFT_BOUNCE, 3));
        assertThat(reset.allows(DIGEST, day(3))).isEqualTo(new Verdict.Go());
    }

    @Test
    void aMailLikeAnyOtherLeavesNothingBehind() {
        for (Kind kind : List.of(Kind.SENT, Kind.DELIVERED, Kind.DELAYED, Kind.DROPPED)) {
            assertThat(after(told(kind, 1))).isSameAs(RecipientState.EMPTY);
        }
    }

    @Test
    void soManySoftBouncesAreKeptAsAreBounded() {
        RecipientState state = RecipientState.EMPTY;
        for (int day = 0; day < 100; day++) {
            state = state.after(told(Kind.SOFT_BOUNCE, day * 10), SuppressionPolicy.DEFAULTS);
        }
        assertThat(state.suppressions().softBounces()).hasSize(SuppressionPolicy.MOST);
    }

    @Test
    void whatIsLiftedIsAsIfItHadNotBeen() {
        RecipientState lifted = after(told(Kind.COMPLAINT, 0), new Notice.Lifted("ada@example.com", day(1)));
        assertThat(lifted.allows(DIGEST, day(1))).isEqualTo(new Verdict.Go());
        assertThat(lifted.after(told(Kind.COMPLAINT, 0), SuppressionPolicy.DEFAULTS))
                .isSameAs(lifted);
        assertThat(why(lifted.after(told(Kind.COMPLAINT, 2), SuppressionPolicy.DEFAULTS), DIGEST, 2))
                .isEqualTo(Why.SUPPRESSED_COMPLAINT);
    }

    @Test
    void aPersonSuppressesForATime() {
        RecipientState state = after(new Notice.Suppressed("ada@example.com", Reason.MANUAL, day(0), day(5)));
        assertThat(why(state, PASSWORD, 4)).isEqualTo(Why.SUPPRESSED_MANUAL);
        assertThat(state.allows(PASSWORD, day(5))).isEqualTo(new Verdict.Go());
    }

    @Test
    void whoUnsubscribesStillGetsWhatIsCritical() {
        RecipientState one = after(new Notice.Unsubscribed("digest", day(0), null));
        assertThat(why(one, DIGEST, 1)).isEqualTo(Why.UNSUBSCRIBED);
        assertThat(one.allows(NEWS, day(1))).isEqualTo(new Verdict.Go());
        RecipientState all = one.after(new Notice.Unsubscribed(null, day(1), "r1"), SuppressionPolicy.DEFAULTS);
        assertThat(why(all, NEWS, 1)).isEqualTo(Why.UNSUBSCRIBED);
        assertThat(all.allows(PASSWORD, day(1))).isEqualTo(new Verdict.Go());
        RecipientState news = all.after(new Notice.Resubscribed("news", day(2)), SuppressionPolicy.DEFAULTS);
        assertThat(news.allows(NEWS, day(2))).isEqualTo(new Verdict.Go());
        assertThat(why(news, DIGEST, 2)).isEqualTo(Why.UNSUBSCRIBED);
        RecipientState back = news.after(new Notice.Resubscribed(null, day(3)), SuppressionPolicy.DEFAULTS);
        assertThat(back.allows(DIGEST, day(3))).isEqualTo(new Verdict.Go());
    }

    @Test
    void whoUnsubscribesAtTheProviderUnsubscribesFromTheMailsCategory() {
        Feedback tagged = feedback(Kind.UNSUBSCRIBED, day(0), Map.of(Notice.CATEGORY_TAG, "digest"));
        RecipientState state = after(new Notice.Told(tagged));
        assertThat(why(state, DIGEST, 1)).isEqualTo(Why.UNSUBSCRIBED);
        assertThat(state.allows(NEWS, day(1))).isEqualTo(new Verdict.Go());
        assertThat(why(after(told(Kind.UNSUBSCRIBED, 0)), NEWS, 1)).isEqualTo(Why.UNSUBSCRIBED);
    }

    @Test
    void whatIsWantedIsWhatWasSaidLast() {
        Locale german = Locale.forLanguageTag("de");
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        RecipientState state = after(
                new Notice.PreferencesChanged(Map.of("digest", false, "news", true), german, berlin, day(2)),
                new Notice.PreferencesChanged(Map.of("digest", true), Locale.FRENCH, null, day(1)),
                new Notice.PreferencesChanged(Map.of(), null, null, day(3)));
        assertThat(why(state, DIGEST, 3)).isEqualTo(Why.PREFERENCE);
        assertThat(state.wants("news")).isTrue();
        assertThat(state.locale()).isEqualTo(german);
        assertThat(state.zone()).isEqualTo(berlin);
    }

    @Test
    void oneAddressWrittenInTwoWaysIsOne() {
        assertThat(after(told(Kind.HARD_BOUNCE, 0)).address()).isEqualTo("ada@example.com");
        Notice other = new Notice.Lifted("Ada@EXAMPLE.com", day(1));
        assertThat(after(other, told(Kind.HARD_BOUNCE, 2)).address()).isEqualTo("ada@example.com");
        assertThat(after(told(Kind.HARD_BOUNCE, 2), other).toString()).doesNotContain("ada");
        assertThat(other.toString()).doesNotContain("Ada");
    }

    static RecipientState after(Notice... notices) {
        RecipientState state = RecipientState.EMPTY;
        for (Notice notice : notices) {
            state = state.after(notice, SuppressionPolicy.DEFAULTS);
        }
        return state;
    }

    static Notice told(Kind kind, int day) {
        return new Notice.Told(feedback(kind, day(day), Map.of()));
    }

    static Feedback feedback(Kind kind, Instant at, Map<String, String> tags) {
        return new Feedback("ses", kind + "-" + at, kind, "ada@example.com", "m1", tags, at, "550 5.1.1 no such user");
    }

    static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }

    private static Why why(RecipientState state, Category category, int day) {
        return ((Verdict.No) state.allows(category, day(day))).why();
    }
}
