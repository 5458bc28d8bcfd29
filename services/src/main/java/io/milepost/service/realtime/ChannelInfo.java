package io.milepost.service.realtime;

import java.util.OptionalLong;

/**
 * How many follow a channel.
 *
 * @param channel its name
 * @param occupied whether anybody does
 * @param subscriptionCount connections; empty if the provider does not tell
 * @param userCount users; empty if the provider does not tell, as for channels without presence
 */
public record ChannelInfo(String channel, boolean occupied, OptionalLong subscriptionCount, OptionalLong userCount) {}
