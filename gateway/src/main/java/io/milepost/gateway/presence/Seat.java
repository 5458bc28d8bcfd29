package io.milepost.gateway.presence;

import io.milepost.gateway.protocol.Member;

/**
 * A member on a channel by one node's connections.
 *
 * @param seen whether others are told
 */
record Seat(Member member, boolean seen) {}
