package io.milepost.gateway.session;

import io.milepost.gateway.protocol.Member;

/**
 * In which way a channel is followed.
 *
 * @param member as whom the client is known to others there
 * @param seen whether others are told
 * @param most users that may be seen there, this one among them; 0 for no limit
 * @param counted whether it is there for others at all
 * @param asked whether the client has asked for it
 * @param kept whether where its device stands is kept
 * @param last whether it is told the last event first
 */
record Way(Member member, boolean seen, int most, boolean counted, boolean asked, boolean kept, boolean last) {
    /** The same for a client that asks no longer. */
    Way unasked() {
        return new Way(member, seen, most, counted, false, kept, last);
    }

    /** The same for a client that has asked anew, or not. */
    Way askedLike(Way anew) {
        return new Way(member, seen, most, counted, anew.asked, anew.kept, anew.last);
    }
}
