/** What clients say and what they are told, and how it looks on the wire. Knows no socket and no session. */
@NullMarked
package io.milepost.gateway.protocol;

import org.jspecify.annotations.NullMarked;
