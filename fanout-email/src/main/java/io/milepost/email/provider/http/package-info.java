/** What providers that are asked over HTTP have in common: one call for one message, and what its answer means. */
@NullMarked
package io.milepost.email.provider.http;

import org.jspecify.annotations.NullMarked;
