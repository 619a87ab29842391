/** Tests of the HTTP server, by bytes over sockets. */
@NullMarked
package dev.labctl.localcloud.http;

import org.jspecify.annotations.NullMarked;
