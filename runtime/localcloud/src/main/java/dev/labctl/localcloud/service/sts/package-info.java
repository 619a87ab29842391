/** AWS STS: who a caller is, and temporary credentials. */
@NullMarked
package dev.labctl.localcloud.service.sts;

import org.jspecify.annotations.NullMarked;
