/**
 * What providers tell of messages over HTTP, checked and brought into one shape: {@link io.milepost.email.webhook.WebhookEndpoint}
 * is where they call, and there is a {@link io.milepost.email.webhook.Webhook} for each of them.
 */
@NullMarked
package io.milepost.email.webhook;

import org.jspecify.annotations.NullMarked;
