package io.milepost.gateway.auth;

/** What became of a token. */
public sealed interface Verdict {
    /** It is good. */
    record Good(Principal principal) implements Verdict {}

    /**
     * It is not.
     *
     * @param expired whether it was good until it ended
     * @param why fit for the client; no part of the token is repeated
     */
    record Bad(boolean expired, String why) implements Verdict {}

    /** It could not be checked, because too many are waiting or no keys could be had yet. */
    record Unknown(String why) implements Verdict {}
}
