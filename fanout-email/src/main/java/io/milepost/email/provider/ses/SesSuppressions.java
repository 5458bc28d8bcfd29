package io.milepost.email.provider.ses;

import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SuppressedDestinationSummary;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;

/** Who gets nothing, by the account's list at SES. */
record SesSuppressions(SesCalls calls) {
    private static final int PAGE = 1_000;

    CompletionStage<List<SuppressedEmail>> all() {
        return calls.ask(ses -> ses.listSuppressedDestinationsPaginator(request -> request.pageSize(PAGE)).stream()
                .flatMap(page -> page.suppressedDestinationSummaries().stream())
                .map(SesSuppressions::suppressed)
                .toList());
    }

    private static SuppressedEmail suppressed(SuppressedDestinationSummary summary) {
        return new SuppressedEmail(summary.emailAddress(), reason(summary.reason()), summary.lastUpdateTime(), null);
    }

    private static Reason reason(SuppressionListReason reason) {
        return reason == SuppressionListReason.COMPLAINT ? Reason.COMPLAINT : Reason.HARD_BOUNCE;
    }

    CompletionStage<Optional<SuppressedEmail>> find(String address) {
        return calls.ask(ses -> {
            try {
                var found = ses.getSuppressedDestination(request -> request.emailAddress(address))
                        .suppressedDestination();
                return Optional.of(new SuppressedEmail(address, reason(found.reason()), found.lastUpdateTime(), null));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    CompletionStage<Void> remove(String address) {
        return calls.ask(ses -> {
            try {
                ses.deleteSuppressedDestination(request -> request.emailAddress(address));
            } catch (NotFoundException e) {
                // Then it is as it should be.
            }
            return null;
        });
    }
}
