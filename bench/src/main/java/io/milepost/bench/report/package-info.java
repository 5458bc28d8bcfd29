/** What was measured, kept as lines, and the tables and plots that are made of them. */
@NullMarked
package io.milepost.bench.report;

import org.jspecify.annotations.NullMarked;
