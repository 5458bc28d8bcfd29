package io.milepost.gateway.presence;

import io.milepost.gateway.protocol.Member;

/** One member of a channel, over all nodes. Its owner locks it. */
final class Head {
    private Member member;
    private int seats;
    private int seen;
    private boolean online;
    /** When it is over, for one who was seen and is not any more; as the roster's clock says. */
    private long until;

    private boolean lingering;

    Head(Member member) {
        this.member = member;
    }

    Member member() {
        return member;
    }

    /** Who comes to be seen says who it is; before, whoever was there says. */
    void sit(Seat seat) {
        member = seen == 0 && seat.seen() ? seat.member() : member;
        seats++;
        seen += seat.seen() ? 1 : 0;
    }

    void rise(Seat seat) {
        seats--;
        seen -= seat.seen() ? 1 : 0;
    }

    boolean isSeen() {
        return seen > 0;
    }

    /** Whether others take them for being there. */
    boolean isOnline() {
        return online;
    }

    void online(boolean now) {
        online = now;
        lingering = false;
    }

    /** Not seen any more, but that is not said before this time. */
    void linger(long time) {
        lingering = true;
        until = time;
    }

    boolean isLingering() {
        return lingering;
    }

    /** Whether it was to be over at this time, and nothing has come between. */
    boolean endsAt(long time) {
        return lingering && until == time;
    }

    boolean isGone() {
        return seats == 0 && !lingering;
    }
}
