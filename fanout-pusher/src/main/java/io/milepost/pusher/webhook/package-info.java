/** The sink that tells an application's server, as Pusher does, what happens in its app. Facts come from a topic; who writes them is not known here. */
@NullMarked
package io.milepost.pusher.webhook;

import org.jspecify.annotations.NullMarked;
