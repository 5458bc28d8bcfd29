package io.milepost.gateway.presence;

import java.util.List;

/**
 * What one node says of itself to all, in one record. Each of them renews the node's lease.
 *
 * @param number the node's statements are counted, so that one that is missing is noticed
 * @param leaseMs for how long it holds if nothing more is heard, in milliseconds
 * @param anew from here on the node says everything it has said before once more
 * @param whole all has been said: what was not repeated since {@code anew} is void
 * @param bye the node goes, and with it all it has said
 */
record Statement(long number, int leaseMs, boolean anew, boolean whole, boolean bye, List<Line> lines) {
    Statement {
        lines = List.copyOf(lines);
    }
}
