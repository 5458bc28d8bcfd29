/** What happens in apps, as their webhooks tell it: facts on a topic, each written by one node. */
@NullMarked
package io.milepost.gateway.pusher.webhook;

import org.jspecify.annotations.NullMarked;
