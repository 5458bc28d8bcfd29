/** What happens in apps and is to be told elsewhere, on a topic of its own between those who see it and those who tell it. */
@NullMarked
package io.milepost.log.fact;

import org.jspecify.annotations.NullMarked;
