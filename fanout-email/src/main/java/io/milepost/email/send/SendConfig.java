package io.milepost.email.send;

import java.time.Duration;

/**
 * How mail is sent.
 *
 * @param calls of the provider under way at once
 * @param perSecond mails a second at most, by all instances together; 0 for what the provider allows
 * @param settle how long the provider is given to tell of a message of which nothing was heard, beside its deadline
 * @param startWithin how long after its note in the ledger a call may begin
 * @param quotaPause how long is waited when a day's quota is used up, before it is looked at again
 * @param quotaEvery how often the provider's quota is asked for
 * @param reserve the part of a day's quota that is kept for critical mail
 */
public record SendConfig(
        int calls,
        int perSecond,
        Duration settle,
        Duration startWithin,
        Duration quotaPause,
        Duration quotaEvery,
        double reserve) {}
