package io.milepost.service;

import java.time.Instant;

/**
 * How a service was when it was last asked.
 *
 * @param provider who provides it, such as {@code kafka}
 * @param ok whether it would serve
 * @param detail a sentence for people, without secrets
 * @param since when it was first seen to be so, without a change in between
 * @param checked when it was last seen to be so
 */
public record ServiceStatus(String provider, boolean ok, String detail, Instant since, Instant checked) {}
