package io.milepost.email.provider.ses;

import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.DkimAttributes;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;
import software.amazon.awssdk.services.sesv2.model.IdentityType;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;

/** Who may be sent from, at SES. */
record SesIdentities(SesCalls calls) {
    private static final int PAGE = 1_000;
    private static final String ZONE = "dkim.amazonses.com";

    CompletionStage<DomainStatus> verify(String domain) {
        return calls.ask(ses -> {
            try {
                var known = ses.getEmailIdentity(request -> request.emailIdentity(domain));
                return status(domain, known.verifiedForSendingStatus(), known.dkimAttributes());
            } catch (NotFoundException e) {
                var made = ses.createEmailIdentity(request -> request.emailIdentity(domain));
                return status(domain, made.verifiedForSendingStatus(), made.dkimAttributes());
            }
        });
    }

    private static DomainStatus status(String domain, Boolean verified, DkimAttributes dkim) {
        List<DnsRecord> records = dkim == null || !dkim.hasTokens()
                ? List.of()
                : dkim.tokens().stream()
                        .map(token -> new DnsRecord("CNAME", token + "._domainkey." + domain, token + '.' + ZONE))
                        .toList();
        return new DomainStatus(domain, Boolean.TRUE.equals(verified), records);
    }

    CompletionStage<List<String>> domains() {
        return calls.ask(ses -> sending(ses, IdentityType.DOMAIN));
    }

    CompletionStage<List<String>> emails() {
        return calls.ask(ses -> sending(ses, IdentityType.EMAIL_ADDRESS));
    }

    /** Domains and addresses. */
    CompletionStage<List<String>> all() {
        return calls.ask(ses -> verified(ses).map(IdentityInfo::identityName).toList());
    }

    private static List<String> sending(SesV2Client ses, IdentityType type) {
        return verified(ses)
                .filter(identity -> identity.identityType() == type)
                .map(IdentityInfo::identityName)
                .toList();
    }

    private static Stream<IdentityInfo> verified(SesV2Client ses) {
        return ses.listEmailIdentitiesPaginator(request -> request.pageSize(PAGE)).stream()
                .flatMap(page -> page.emailIdentities().stream())
                .filter(identity -> Boolean.TRUE.equals(identity.sendingEnabled()));
    }
}
