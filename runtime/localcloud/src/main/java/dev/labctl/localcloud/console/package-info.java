/** The page that {@code labctl open} shows: what is in the cloud, read-only, for a browser on this machine. */
@NullMarked
package dev.labctl.localcloud.console;

import org.jspecify.annotations.NullMarked;
