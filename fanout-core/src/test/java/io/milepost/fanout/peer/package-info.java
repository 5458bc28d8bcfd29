/** What tests' servers have in common. */
@org.jspecify.annotations.NullMarked
package io.milepost.fanout.peer;
