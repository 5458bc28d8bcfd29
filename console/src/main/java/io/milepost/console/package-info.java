/** The operator's console: what a node, its fan-outs and any one event are doing, as JSON and as a page. */
@NullMarked
package io.milepost.console;

import org.jspecify.annotations.NullMarked;
