/** Lambda through the SDK, with functions compiled for the test. */
@NullMarked
package dev.labctl.localcloud.service.lambda;

import org.jspecify.annotations.NullMarked;
