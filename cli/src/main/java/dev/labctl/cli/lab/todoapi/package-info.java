/** The lab todo-api: what it promises, and a client of its API. */
@NullMarked
package dev.labctl.cli.lab.todoapi;

import org.jspecify.annotations.NullMarked;
