/** What is measured: gateway and peers, each in processes of its own, on data of its own. */
@NullMarked
package io.milepost.bench.subject;

import org.jspecify.annotations.NullMarked;
