/** CloudFormation, exercised with the SDK's client. */
@NullMarked
package dev.labctl.localcloud.service.cloudformation;

import org.jspecify.annotations.NullMarked;
