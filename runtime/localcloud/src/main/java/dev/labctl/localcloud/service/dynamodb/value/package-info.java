/** DynamoDB's attribute values: validation, exact numbers, order, sizes, and how items and keys are stored. */
@NullMarked
package dev.labctl.localcloud.service.dynamodb.value;

import org.jspecify.annotations.NullMarked;
