/** What every service of the local cloud is built from: the service contract, calls between services, AWS-shaped errors. */
@NullMarked
package dev.labctl.localcloud.core;

import org.jspecify.annotations.NullMarked;
