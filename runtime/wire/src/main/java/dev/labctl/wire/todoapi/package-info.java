/** What the todo API's handler, its clients and its checks call things. */
@NullMarked
package dev.labctl.wire.todoapi;

import org.jspecify.annotations.NullMarked;
