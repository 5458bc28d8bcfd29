/** Templates: subject, HTML and text of a message, in several languages, with values put in. */
@NullMarked
package io.milepost.email.template;

import org.jspecify.annotations.NullMarked;
