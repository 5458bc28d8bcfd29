/**
 * What recipients can do themselves by a link in a mail: unsubscribe at one click, and say what they want. The link's token is
 * all they have to show.
 */
@NullMarked
package io.milepost.email.unsubscribe;

import org.jspecify.annotations.NullMarked;
