/** Tests of what happens between the socket and a service. */
@NullMarked
package dev.labctl.localcloud.gateway;

import org.jspecify.annotations.NullMarked;
