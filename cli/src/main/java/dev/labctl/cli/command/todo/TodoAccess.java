package dev.labctl.cli.command.todo;

import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Output;

/** How the verbs of {@code labctl todo} reach the API: each by itself, or all by what a session has opened. */
@FunctionalInterface
interface TodoAccess {
    /** What a verb does. */
    @FunctionalInterface
    interface Work {
        void with(TodoClient client, Output output);
    }

    /** Does it; returns the exit code. */
    int run(Work work);
}
