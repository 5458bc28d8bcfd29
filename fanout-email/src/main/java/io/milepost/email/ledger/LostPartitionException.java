package io.milepost.email.ledger;

import org.jspecify.annotations.Nullable;

/** A partition of the ledger that cannot be written now, most likely because another instance has it; nothing was done. */
public final class LostPartitionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostPartitionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
