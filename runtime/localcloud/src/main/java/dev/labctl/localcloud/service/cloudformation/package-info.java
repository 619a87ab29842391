/** CloudFormation: templates, stacks, change sets, and the engine that brings resources to what a template says. */
@NullMarked
package dev.labctl.localcloud.service.cloudformation;

import org.jspecify.annotations.NullMarked;
