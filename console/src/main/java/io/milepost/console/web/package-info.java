/** How the console is reached over HTTP: who may, what was asked, and the files of its page. */
@NullMarked
package io.milepost.console.web;

import org.jspecify.annotations.NullMarked;
