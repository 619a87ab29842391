/** The local cloud judged by clients that know nothing of it. */
@NullMarked
package dev.labctl.localcloud.clients;

import org.jspecify.annotations.NullMarked;
