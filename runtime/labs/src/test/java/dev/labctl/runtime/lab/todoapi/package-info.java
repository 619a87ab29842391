/** Tests of the todo API's handler, on real PostgreSQL and the local cloud's DynamoDB. */
@NullMarked
package dev.labctl.runtime.lab.todoapi;

import org.jspecify.annotations.NullMarked;
