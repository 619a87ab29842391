/** The shape of CloudFormation properties: schemas, and values typed by them. */
@NullMarked
package dev.labctl.localcloud.schema;

import org.jspecify.annotations.NullMarked;
