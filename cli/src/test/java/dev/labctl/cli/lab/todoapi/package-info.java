/** Tests of the lab todo-api: its checks, its client and its verbs, on a deployed lab. */
@NullMarked
package dev.labctl.cli.lab.todoapi;

import org.jspecify.annotations.NullMarked;
