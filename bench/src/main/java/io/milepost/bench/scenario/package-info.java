/** What is done to each subject, and what is looked at. */
@NullMarked
package io.milepost.bench.scenario;

import org.jspecify.annotations.NullMarked;
