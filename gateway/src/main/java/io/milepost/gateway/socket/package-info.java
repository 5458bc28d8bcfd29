/** WebSockets: the upgrade of an HTTP request, and Netty's codecs under a session from then on. */
@NullMarked
package io.milepost.gateway.socket;

import org.jspecify.annotations.NullMarked;
