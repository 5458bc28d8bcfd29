/**
 * Recipients: what is known of each, what they are to be spared, and what they want. A {@link
 * io.milepost.email.recipient.Notice} changes a {@link io.milepost.email.recipient.RecipientState}; {@link
 * io.milepost.email.recipient.Recipients} knows all of them.
 */
@NullMarked
package io.milepost.email.recipient;

import org.jspecify.annotations.NullMarked;
