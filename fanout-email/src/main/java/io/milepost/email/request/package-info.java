/** What is asked of the sender: one mail to one recipient, on a topic of its own. */
@NullMarked
package io.milepost.email.request;

import org.jspecify.annotations.NullMarked;
