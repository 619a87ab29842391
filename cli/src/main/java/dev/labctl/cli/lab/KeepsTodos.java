package dev.labctl.cli.lab;

import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.stack.Deployment;

/** Keeps users and their todos behind an API: {@code labctl todo}. */
public non-sealed interface KeepsTodos extends Capability {
    @Override
    default String verb() {
        return "todo";
    }

    /** A client of the deployed lab's API. */
    TodoClient client(Deployment deployment);
}
