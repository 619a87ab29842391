/** Amazon DynamoDB: tables, indexes, items, transactions and CloudFormation's tables. */
@NullMarked
package dev.labctl.localcloud.service.dynamodb;

import org.jspecify.annotations.NullMarked;
