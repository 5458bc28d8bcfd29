package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Member;

/** Somebody has come to a channel, or has left it, for all nodes together. */
record Move(ChannelName channel, Member member, boolean online) {}
