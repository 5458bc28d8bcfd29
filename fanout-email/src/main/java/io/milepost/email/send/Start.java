package io.milepost.email.send;

import io.milepost.email.ledger.Phase;
import java.time.Duration;

/** What the ledger says of a request that is to be sent. */
sealed interface Start {
    /** Nothing stands against it. */
    record Go() implements Start {}

    /** A call may be under way elsewhere, or nobody knows yet what came of one. */
    record Wait(Duration howLong) implements Start {}

    /** No call is to be made. */
    record Done(Phase phase) implements Start {}
}
