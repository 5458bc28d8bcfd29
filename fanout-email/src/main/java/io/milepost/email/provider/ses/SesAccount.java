package io.milepost.email.provider.ses;

import io.milepost.email.SendQuota;
import io.milepost.service.Health;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;

/** What SES tells of the account. */
record SesAccount(SesCalls calls, boolean sandbox) {
    CompletionStage<SendQuota> quota() {
        return calls.ask(ses -> {
            var quota = ses.getAccount(request -> {}).sendQuota();
            return quota == null
                    ? SendQuota.UNKNOWN
                    : new SendQuota(
                            amount(quota.maxSendRate()),
                            (long) amount(quota.max24HourSend()),
                            (long) amount(quota.sentLast24Hours()),
                            Instant.now());
        });
    }

    /** SES writes -1 where there is no limit. */
    private static double amount(Double said) {
        return said == null || said < 0 ? 0 : said;
    }

    CompletionStage<Health> health() {
        return calls.ask(ses -> health(ses.getAccount(request -> {})));
    }

    private Health health(GetAccountResponse account) {
        if (Boolean.FALSE.equals(account.sendingEnabled())) {
            return Health.bad("sending is switched off for the account");
        }
        String standing = account.enforcementStatus();
        if (standing != null && !standing.equals("HEALTHY")) {
            // On probation, SES still sends.
            return new Health(standing.equals("PROBATION"), "the account's standing is " + standing);
        }
        if (!sandbox && Boolean.FALSE.equals(account.productionAccessEnabled())) {
            return Health.bad("the account is in SES's sandbox, and SES_SANDBOX is false");
        }
        return Health.good("sends" + (sandbox ? " to verified addresses and the simulator alone" : ""));
    }
}
