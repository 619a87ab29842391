/** Tests of DynamoDB with the SDK's clients, against a model and against recordings of AWS. */
@NullMarked
package dev.labctl.localcloud.service.dynamodb;

import org.jspecify.annotations.NullMarked;
