/** The verbs of the todo API: single requests, its users and todos, load. */
@NullMarked
package dev.labctl.cli.command.todo;

import org.jspecify.annotations.NullMarked;
