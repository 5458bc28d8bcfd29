/** The rollout: which provider a user's client is told to use while clients move from one to another. */
@NullMarked
package io.milepost.rollout;

import org.jspecify.annotations.NullMarked;
