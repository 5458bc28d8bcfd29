/** The sink that sends: from a request to the provider, once. */
@NullMarked
package io.milepost.email.send;

import org.jspecify.annotations.NullMarked;
