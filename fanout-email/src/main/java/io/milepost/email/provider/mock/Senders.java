package io.milepost.email.provider.mock;

import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who may be sent from, at a mock. Guarded by itself. */
final class Senders {
    private final Map<String, Boolean> domains = new TreeMap<>();
    private final Set<String> emails = new TreeSet<>();
    private boolean required;

    synchronized void require(boolean verified) {
        required = verified;
    }

    synchronized DomainStatus ask(String domain) {
        boolean verified = domains.computeIfAbsent(domain, unknown -> false);
        return new DomainStatus(
                domain, verified, List.of(new DnsRecord("TXT", "_mock." + domain, "milepost-mock-verification")));
    }

    synchronized void confirm(String domain) {
        domains.put(domain, true);
    }

    synchronized void confirmEmail(String address) {
        emails.add(address);
    }

    synchronized void forget(String domainOrAddress) {
        domains.remove(domainOrAddress);
        emails.remove(domainOrAddress);
    }

    synchronized boolean maySend(String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        return !required || emails.contains(address) || domains.getOrDefault(domain, false);
    }

    synchronized List<String> domains() {
        return domains.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized List<String> emails() {
        return List.copyOf(emails);
    }
}
