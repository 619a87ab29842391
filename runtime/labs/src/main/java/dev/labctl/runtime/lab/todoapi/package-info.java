/**
 * Lab todo-api: one function behind a URL; users in PostgreSQL, todos in DynamoDB.
 *
 * <p>{@link dev.labctl.runtime.lab.todoapi.TodoApiHandler} turns an event into an {@link
 * dev.labctl.runtime.lab.todoapi.ApiRequest}, {@link dev.labctl.runtime.lab.todoapi.Router} finds the route of {@link
 * dev.labctl.runtime.lab.todoapi.UserRoutes} or {@link dev.labctl.runtime.lab.todoapi.TodoRoutes}, which ask {@link
 * dev.labctl.runtime.lab.todoapi.UserTable} and {@link dev.labctl.runtime.lab.todoapi.TodoTable}.
 */
@NullMarked
package dev.labctl.runtime.lab.todoapi;

import org.jspecify.annotations.NullMarked;
