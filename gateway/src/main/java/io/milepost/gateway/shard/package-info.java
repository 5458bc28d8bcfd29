/**
 * One event loop's part of the gateway: which subscriptions are live, which replay, and what is written when. Everything
 * here is confined to the loop, so there is no lock.
 */
@NullMarked
package io.milepost.gateway.shard;

import org.jspecify.annotations.NullMarked;
