/** An HTTP/1.1 server for the loopback: names of headers as they are given, errors worded by its user, bodies streamed. */
@NullMarked
package dev.labctl.localcloud.http;

import org.jspecify.annotations.NullMarked;
