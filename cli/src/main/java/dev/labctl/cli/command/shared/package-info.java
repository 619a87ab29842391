/** What verbs share: the context of a run, the options of several verbs, how failures are told. */
@NullMarked
package dev.labctl.cli.command.shared;

import org.jspecify.annotations.NullMarked;
