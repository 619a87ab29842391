/** DynamoDB's expression language: condition, filter, key condition, projection and update expressions. */
@NullMarked
package dev.labctl.localcloud.service.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
