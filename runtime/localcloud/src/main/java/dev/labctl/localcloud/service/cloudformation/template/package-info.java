/** CloudFormation templates: reading, checking and evaluating them; knows nothing of stacks. */
@NullMarked
package dev.labctl.localcloud.service.cloudformation.template;

import org.jspecify.annotations.NullMarked;
