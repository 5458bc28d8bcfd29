package io.milepost.email.recipient;

import io.milepost.email.EmailException;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.RecipientId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Our list of suppressed addresses and a provider's, as one. */
final class SuppressionLists {
    private SuppressionLists() {}

    /** Ours, then those of theirs that ours does not have, however the address is written. */
    static List<SuppressedEmail> joined(List<SuppressedEmail> ours, List<SuppressedEmail> theirs) {
        Set<String> known = new HashSet<>();
        ours.forEach(entry -> known.add(id(entry)));
        return Stream.concat(ours.stream(), theirs.stream().filter(entry -> known.add(id(entry))))
                .toList();
    }

    private static String id(SuppressedEmail entry) {
        try {
            return RecipientId.of(entry.address()).value();
        } catch (EmailException e) {
            return entry.address();
        }
    }
}
