package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.FunctionConcurrency;
import dev.labctl.cli.lab.fault.FunctionPermission;
import dev.labctl.cli.lab.fault.FunctionVariable;
import dev.labctl.cli.lab.fault.RolePolicy;
import dev.labctl.cli.lab.fault.RuleSwitch;
import dev.labctl.cli.lab.fault.Spoilers;
import java.util.List;

/** How an API breaks: its caller, its function or its databases do not let it work. */
final class ApiFaults implements Breakable {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "half-served",
                    "todos cannot be changed",
                    List.of("todos-updated"),
                    "dynamodb:UpdateItem was removed from the statement KeepTodos of the role of the API's function",
                    List.of(
                            "labctl api GET /health is well, and some requests answer 503. Which, and what do they have in common?",
                            "They change a todo that is there. labctl logs todo-api names the request that was refused; compare the role's policy with the template."),
                    lab -> new RolePolicy(lab.physicalId("ApiRole"), "todo-api"),
                    Spoilers.withoutAction("KeepTodos", "dynamodb:UpdateItem")),
            new Fault(
                    "shut-out",
                    "callers are forbidden, the account's owner is not",
                    List.of("caller-role-limited"),
                    "the permission lambda:InvokeFunction of the caller's role was removed; a function URL takes two",
                    List.of(
                            "labctl api GET /health works for you, who may do everything. What does the role in the output CallerRoleArn get?",
                            "A function URL asks for two permissions. Compare aws lambda get-policy of the function, with the qualifier live, with the template."),
                    lab -> new FunctionPermission(
                            TodoApiLab.api(lab).function(), lab.physicalId("CallerInvokePermission")),
                    Spoilers.gone()),
            new Fault(
                    "no-room",
                    "every request is refused",
                    List.of("healthy"),
                    "the reserved concurrency of the API's function was set to 0, the emergency stop that nobody took back",
                    List.of(
                            "labctl api GET /health --include: which status is it, and is it the function that answers?",
                            "Nothing is logged: the function never runs. What says how many of it may run at once?"),
                    lab -> new FunctionConcurrency(lab.output(TodoApiLab.FUNCTION)),
                    Spoilers.set("0")),
            new Fault(
                    "undone-deletions",
                    "interrupted deletions are never finished",
                    List.of("cleaner-scheduled"),
                    "the rule that runs the cleaner every five minutes was disabled",
                    List.of(
                            "The API works. What finishes the deletion of a user that was interrupted?",
                            "Look at the state of the rule: labctl outputs todo-api names it, aws events describe-rule tells."),
                    lab -> new RuleSwitch(lab.output("ScheduleName")),
                    Spoilers.off()),
            new Fault(
                    "wrong-database",
                    "interrupted deletions are never finished",
                    List.of("cleaner-scheduled"),
                    "the cleaner's variable RDS_DATABASE names a database that does not exist",
                    List.of(
                            "The API works. labctl verify todo-api names a function that does not.",
                            "Call it yourself with labctl invoke, by the name in the output CleanerFunctionName. The database answers, and does not know something."),
                    lab -> new FunctionVariable(lab.output(TodoApiLab.CLEANER), "RDS_DATABASE"),
                    Spoilers.with("_old")));

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }
}
