/** What runs inside a function's process before AWS's runtime interface client takes over; needs nothing else of ours. */
@NullMarked
package dev.labctl.localcloud.service.lambda.bootstrap;

import org.jspecify.annotations.NullMarked;
