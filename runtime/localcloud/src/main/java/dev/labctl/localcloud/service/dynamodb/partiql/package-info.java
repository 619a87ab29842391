/** PartiQL as DynamoDB speaks it: statements parsed into what the expressions of the other operations are made of. */
@NullMarked
package dev.labctl.localcloud.service.dynamodb.partiql;

import org.jspecify.annotations.NullMarked;
