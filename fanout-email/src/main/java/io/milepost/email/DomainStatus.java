package io.milepost.email;

import java.util.List;

/**
 * How far the verification of a domain is.
 *
 * @param domain in lower case
 * @param verified whether it may be sent from
 * @param records what has to stand in its DNS zone; empty if the provider does not say
 */
public record DomainStatus(String domain, boolean verified, List<DnsRecord> records) {
    /** Copies the records. */
    public DomainStatus {
        records = List.copyOf(records);
    }

    /** One entry of a zone: {@code CNAME}, {@code TXT} or {@code MX}. */
    public record DnsRecord(String type, String name, String value) {}
}
