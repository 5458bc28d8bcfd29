package io.milepost.gateway.session;

import io.milepost.channel.ChannelName;
import io.milepost.device.Places;
import io.milepost.gateway.auth.Verdict;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Target;
import org.jspecify.annotations.Nullable;

/** Why something is refused. */
final class Refusals {
    private Refusals() {}

    static Notice.Refusal forbidden(@Nullable String id, Target target) {
        return new Notice.Refusal(id, ErrorCode.FORBIDDEN, "channel: the token does not reach it", target);
    }

    static Notice.Refusal noName(@Nullable String id, Target target) {
        String why = "channel: a name has 1 to " + ChannelName.MAX_LENGTH + " letters, digits or -_=@,.;";
        return new Notice.Refusal(id, ErrorCode.INVALID_CHANNEL, why, target);
    }

    static Notice.Refusal tooManyPlaces(@Nullable String id, Target target) {
        return tooMany(
                id,
                target,
                "the names and cursors of what a device follows have at most " + Places.MAX_BYTES
                        + " bytes; without one, a connection may follow more");
    }

    static Notice.Refusal tooManySubscriptions(@Nullable String id, Target target, int most) {
        return tooMany(id, target, "a connection has at most " + most + " subscriptions (limits.subscriptions)");
    }

    static Notice.Refusal tooManyMembers(@Nullable String id, Target target, int most) {
        return tooMany(id, target, "it has " + most + " members, which is the most");
    }

    static Notice.Refusal badToken(@Nullable String id, Verdict.Bad token) {
        ErrorCode code = token.expired() ? ErrorCode.TOKEN_EXPIRED : ErrorCode.UNAUTHENTICATED;
        return new Notice.Refusal(id, code, token.why(), null);
    }

    static Notice.Refusal noDevice() {
        return Notice.Refusal.of(ErrorCode.UNAVAILABLE, "device: where it stands cannot be known now");
    }

    /** The same may be said in so many milliseconds. */
    static Notice.Refusal rateLimited(long wait) {
        return new Notice.Refusal(null, ErrorCode.RATE_LIMITED, "Rate limit exceeded", null, wait);
    }

    private static Notice.Refusal tooMany(@Nullable String id, Target target, String why) {
        return new Notice.Refusal(id, ErrorCode.TOO_MANY_CHANNELS, "channel: " + why, target);
    }
}
