package io.milepost.email.provider.ses;

import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.provider.Remembered;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code SES_SANDBOX=true}: mail goes to verified addresses and domains, and to SES's simulator, alone. Looked at here and not
 * left to SES, so that it also holds for an account that has left the sandbox. Whom SES knows is asked once a minute.
 */
final class SesSandbox {
    private static final String SIMULATOR = "@simulator.amazonses.com";

    private final Remembered<Set<String>> verified;

    SesSandbox(SesIdentities identities) {
        verified =
                new Remembered<>(Duration.ofMinutes(1), () -> identities.all().thenApply(SesSandbox::lower));
    }

    private static Set<String> lower(List<String> identities) {
        Set<String> lower = new HashSet<>();
        identities.forEach(identity -> lower.add(identity.toLowerCase(Locale.ROOT)));
        return lower;
    }

    /** Completes if all may be written to; fails as rejected if not. */
    CompletionStage<Void> admit(List<EmailAddress> recipients) {
        List<String> strangers = recipients.stream()
                .map(recipient -> recipient.address().toLowerCase(Locale.ROOT))
                .filter(address -> !address.endsWith(SIMULATOR))
                .toList();
        if (strangers.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return verified.get().thenAccept(known -> {
            if (!strangers.stream().allMatch(address -> isCovered(address, known))) {
                throw new EmailException.Rejected(
                        "to: SES_SANDBOX is true, and a recipient is neither verified nor " + SIMULATOR, null);
            }
        });
    }

    /** Itself, its domain, or a domain above. */
    private static boolean isCovered(String address, Set<String> known) {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        boolean covered = known.contains(address) || known.contains(domain);
        for (int dot = domain.indexOf('.'); !covered && dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            covered = known.contains(domain.substring(dot + 1));
        }
        return covered;
    }
}
