package io.milepost.email.recipient;

import io.milepost.email.SuppressedEmail.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Why a recipient is to get nothing, as far as that was told. It keeps what was told and not what came of it, so that it is
 * the same in whatever order that came.
 *
 * @param told by reason, the youngest
 * @param softBounces when mail did not get through for a while, in order, at most {@link SuppressionPolicy#MOST}; two of the
 *     same moment are one
 * @param soft what follows from them
 * @param delivered when mail got through last, if that made soft bounces forgotten
 * @param lifted when a person let the address have mail again; older things count no more
 */
record Suppressions(
        Map<Reason, Suppression> told,
        List<Instant> softBounces,
        @Nullable Suppression soft,
        @Nullable Instant delivered,
        @Nullable Instant lifted) {
    static final Suppressions NONE = new Suppressions(Map.of(), List.of(), null, null, null);

    /** The reasons, the gravest first. */
    private static final List<Reason> GRAVEST =
            List.of(Reason.COMPLAINT, Reason.HARD_BOUNCE, Reason.MANUAL, Reason.SOFT_BOUNCES);

    Suppressions {
        told = Map.copyOf(told);
        softBounces = List.copyOf(softBounces);
    }

    /** What keeps mail from being sent now. */
    record Holding(Reason reason, Suppression suppression) {}

    Optional<Holding> holding(Instant now) {
        for (Reason reason : GRAVEST) {
            Suppression holds = of(reason);
            if (holds != null && holds.holds(now)) {
                return Optional.of(new Holding(reason, holds));
            }
        }
        return Optional.empty();
    }

    private @Nullable Suppression of(Reason reason) {
        Suppression said = told.get(reason);
        if (reason != Reason.SOFT_BOUNCES || soft == null) {
            return said;
        }
        return said == null || soft.endsAfter(said) ? soft : said;
    }

    /** Whether this was told, or something that has made it void. */
    boolean knows(Reason reason, Instant since) {
        Suppression said = told.get(reason);
        return (said != null && !said.since().isBefore(since)) || isVoid(since);
    }

    /** Whether a person has let the address have mail since then. */
    boolean isVoid(Instant since) {
        return !isAfter(since, lifted);
    }

    Suppressions with(Reason reason, Suppression suppression, SuppressionPolicy policy) {
        Map<Reason, Suppression> more = new EnumMap<>(Reason.class);
        more.putAll(told);
        more.merge(reason, suppression, Suppression::younger);
        return settled(more, softBounces, delivered, lifted, policy);
    }

    Suppressions withSoftBounce(Instant at, SuppressionPolicy policy) {
        List<Instant> more = new ArrayList<>(softBounces);
        more.add(at);
        return settled(told, more, delivered, lifted, policy);
    }

    /** Of a recipient of whom there is nothing to forget, it is not noted: there is one for each mail. */
    Suppressions withDelivered(Instant at, SuppressionPolicy policy) {
        return softBounces.isEmpty() && !told.containsKey(Reason.SOFT_BOUNCES)
                ? this
                : settled(told, softBounces, later(delivered, at), lifted, policy);
    }

    Suppressions withLifted(Instant at, SuppressionPolicy policy) {
        return settled(told, softBounces, delivered, later(lifted, at), policy);
    }

    private static Suppressions settled(
            Map<Reason, Suppression> told,
            List<Instant> bounces,
            @Nullable Instant delivered,
            @Nullable Instant lifted,
            SuppressionPolicy policy) {
        Map<Reason, Suppression> left = new EnumMap<>(Reason.class);
        told.forEach((reason, suppression) -> {
            boolean forgotten = reason == Reason.SOFT_BOUNCES && !isAfter(suppression.since(), delivered);
            if (!forgotten && isAfter(suppression.since(), lifted)) {
                left.put(reason, suppression);
            }
        });
        List<Instant> counting = new TreeSet<>(bounces)
                .stream()
                        .filter(at -> isAfter(at, delivered) && isAfter(at, lifted))
                        .toList();
        counting = counting.subList(Math.max(0, counting.size() - SuppressionPolicy.MOST), counting.size());
        return new Suppressions(left, counting, soft(counting, policy), delivered, lifted);
    }

    /** The youngest time in which there were too many. */
    private static @Nullable Suppression soft(List<Instant> bounces, SuppressionPolicy policy) {
        for (int last = bounces.size() - 1; last >= policy.softBounces() - 1; last--) {
            Instant first = bounces.get(last - policy.softBounces() + 1);
            if (!bounces.get(last).isAfter(first.plus(policy.within()))) {
                return new Suppression(bounces.get(last), bounces.get(last).plus(policy.lasts()));
            }
        }
        return null;
    }

    private static boolean isAfter(Instant time, @Nullable Instant bound) {
        return bound == null || time.isAfter(bound);
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }
}
