/** DynamoDB Streams: the change records of tables, and the API that reads them. */
@NullMarked
package dev.labctl.localcloud.service.dynamodb.stream;

import org.jspecify.annotations.NullMarked;
