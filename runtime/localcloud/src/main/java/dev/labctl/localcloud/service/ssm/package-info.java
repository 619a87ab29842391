/** Systems Manager's parameter store. */
@NullMarked
package dev.labctl.localcloud.service.ssm;

import org.jspecify.annotations.NullMarked;
