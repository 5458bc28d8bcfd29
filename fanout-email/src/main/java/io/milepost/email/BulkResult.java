package io.milepost.email;

/** How one message of several fared. */
public sealed interface BulkResult {
    /** The provider has it. */
    record Sent(SentEmail email) implements BulkResult {}

    /** It has not, or may have: see the failure. */
    record Failed(EmailException failure) implements BulkResult {}
}
