/** The contract of a CloudFormation resource type: schema, create, update, delete. */
@NullMarked
package dev.labctl.localcloud.resource;

import org.jspecify.annotations.NullMarked;
