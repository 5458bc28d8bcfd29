/** What became of mail, told on a topic of its own for whoever follows it. */
@NullMarked
package io.milepost.email.event;

import org.jspecify.annotations.NullMarked;
