/** Realtime events that go nowhere: for tests of what triggers them. */
@NullMarked
package io.milepost.service.realtime.mock;

import org.jspecify.annotations.NullMarked;
