package io.milepost.email.recipient;

import io.milepost.email.AddressCheck;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.feedback.Feedback;
import io.milepost.email.rule.Category;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one recipient. A notice makes another one of it, which is the same whether the notice comes once or twice,
 * and in whatever order notices come; but for {@link Feedback.Kind#DELIVERED}, which counts only against soft bounces that
 * are known by then.
 *
 * @param address as it was told, or empty: who only unsubscribes is known by the id alone
 * @param suppressions why they are to get nothing
 * @param preferences what they want
 */
public record RecipientState(String address, Suppressions suppressions, Preferences preferences) {
    /** Nothing is known. */
    public static final RecipientState EMPTY = new RecipientState("", Suppressions.NONE, Preferences.NONE);

    /** What it is after a notice: this very state if that changes nothing. */
    public RecipientState after(Notice notice, SuppressionPolicy policy) {
        RecipientState next;
        if (notice instanceof Notice.Told told) {
            next = after(told.feedback(), policy);
        } else if (notice instanceof Notice.Unsubscribed gone) {
            next = with(preferences.with(gone.category(), Preferences.Wish.UNSUBSCRIBED, gone.at()));
        } else if (notice instanceof Notice.Resubscribed back) {
            next = with(preferences.with(back.category(), Preferences.Wish.ON, back.at()));
        } else if (notice instanceof Notice.PreferencesChanged changed) {
            next = with(preferences.with(changed));
        } else if (notice instanceof Notice.Lifted lifted) {
            next = with(lifted.address(), suppressions.withLifted(lifted.at(), policy));
        } else {
            Notice.Suppressed no = (Notice.Suppressed) notice;
            Suppression suppression = new Suppression(no.at(), no.until());
            next = with(no.address(), suppressions.with(no.reason(), suppression, policy));
        }
        return next.equals(this) ? this : next;
    }

    private RecipientState after(Feedback told, SuppressionPolicy policy) {
        Instant at = told.at();
        return switch (told.kind()) {
            case HARD_BOUNCE ->
                with(told.address(), suppressions.with(Reason.HARD_BOUNCE, new Suppression(at, null), policy));
            case COMPLAINT ->
                with(told.address(), suppressions.with(Reason.COMPLAINT, new Suppression(at, null), policy));
            case SOFT_BOUNCE -> with(told.address(), suppressions.withSoftBounce(at, policy));
            case DELIVERED -> new RecipientState(address, suppressions.withDelivered(at, policy), preferences);
            case UNSUBSCRIBED ->
                with(preferences.with(told.tags().get(Notice.CATEGORY_TAG), Preferences.Wish.UNSUBSCRIBED, at));
            case SENT, DELAYED, DROPPED -> this;
        };
    }

    private RecipientState with(Preferences others) {
        return new RecipientState(address, suppressions, others);
    }

    private RecipientState with(String told, Suppressions others) {
        return new RecipientState(chosen(address, told), others, preferences);
    }

    /** Of two ways to write the same address the greater, whichever came first: that is the one with more small letters. */
    private static String chosen(String known, String told) {
        String normal = EmailAddresses.check(told) instanceof AddressCheck.Valid valid ? valid.address() : told;
        return normal.compareTo(known) > 0 ? normal : known;
    }

    /**
     * Whether they may be sent a mail of this category now. Critical ones pass by what they want, but by no suppression.
     */
    public Verdict allows(Category category, Instant now) {
        Optional<Suppressions.Holding> holding = suppressions.holding(now);
        if (holding.isPresent()) {
            return new Verdict.No(
                    switch (holding.get().reason()) {
                        case HARD_BOUNCE -> Verdict.Why.SUPPRESSED_HARD_BOUNCE;
                        case SOFT_BOUNCES -> Verdict.Why.SUPPRESSED_SOFT_BOUNCES;
                        case COMPLAINT -> Verdict.Why.SUPPRESSED_COMPLAINT;
                        case MANUAL -> Verdict.Why.SUPPRESSED_MANUAL;
                    });
        }
        if (category.critical()) {
            return new Verdict.Go();
        }
        return switch (preferences.wish(category.name())) {
            case ON -> new Verdict.Go();
            case OFF -> new Verdict.No(Verdict.Why.PREFERENCE);
            case UNSUBSCRIBED -> new Verdict.No(Verdict.Why.UNSUBSCRIBED);
        };
    }

    /** Whether they want this category, if it is not critical. Says nothing of suppressions. */
    public boolean wants(String category) {
        return preferences.wish(category) == Preferences.Wish.ON;
    }

    /** Why they get nothing now, if that is so. */
    public Optional<SuppressedEmail> suppression(Instant now) {
        return suppressions
                .holding(now)
                .map(holding -> new SuppressedEmail(
                        address,
                        holding.reason(),
                        holding.suppression().since(),
                        holding.suppression().until()));
    }

    /** Whether an entry of another list of suppressed addresses says nothing new, as it was told here or is void since. */
    boolean knows(SuppressedEmail other) {
        return suppressions.knows(other.reason(), other.since());
    }

    /** Whether a person here has let the address have mail since then. */
    boolean isLiftedSince(Instant since) {
        return suppressions.isVoid(since);
    }

    /** Their language, or null if they have not said. */
    public @Nullable Locale locale() {
        return preferences.locale() == null ? null : preferences.locale().what();
    }

    /** Where their days begin, or null if they have not said. */
    public @Nullable ZoneId zone() {
        return preferences.zone() == null ? null : preferences.zone().what();
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "RecipientState[" + suppressions.told().keySet() + "]";
    }
}
