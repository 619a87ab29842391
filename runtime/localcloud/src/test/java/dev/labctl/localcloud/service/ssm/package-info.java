/** The parameter store, with the real client. */
@NullMarked
package dev.labctl.localcloud.service.ssm;

import org.jspecify.annotations.NullMarked;
