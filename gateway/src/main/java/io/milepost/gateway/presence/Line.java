package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import java.util.List;

/**
 * What is new of one channel on one node.
 *
 * @param subscribers connections there now
 * @param users how many different users they belong to
 * @param unnamed they are too many to be named: all names said before are void
 * @param come who is new, or is seen now and was not, or the other way round
 * @param left ids of those who have left on purpose
 * @param lost ids of those whose connection was lost, and who may come back
 */
record Line(
        ChannelName channel,
        int subscribers,
        int users,
        boolean unnamed,
        List<Seat> come,
        List<String> left,
        List<String> lost) {
    Line {
        come = List.copyOf(come);
        left = List.copyOf(left);
        lost = List.copyOf(lost);
    }
}
