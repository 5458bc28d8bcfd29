package io.milepost.email.provider.postmark;

import io.milepost.email.provider.EmailDefaults;
import java.net.URI;
import java.util.Optional;

/**
 * A server at Postmark.
 *
 * @param base where the API is
 * @param serverToken what calls for one server are made with
 * @param accountToken what calls for the whole account are made with, if there is one
 * @param stream the message stream to send by
 * @param defaults what all providers are configured with
 */
record PostmarkAccount(
        URI base, String serverToken, Optional<String> accountToken, String stream, EmailDefaults defaults) {
    /** Without the tokens. */
    @Override
    public String toString() {
        return "PostmarkAccount[" + stream + " at " + base + "]";
    }
}
