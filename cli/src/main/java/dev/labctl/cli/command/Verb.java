package dev.labctl.cli.command;

import dev.labctl.cli.command.backup.BackupCommand;
import dev.labctl.cli.command.backup.BackupsCommand;
import dev.labctl.cli.command.backup.RestoreCommand;
import dev.labctl.cli.command.data.CatalogCommand;
import dev.labctl.cli.command.data.SeedCommand;
import dev.labctl.cli.command.data.UploadCommand;
import dev.labctl.cli.command.function.InvokeCommand;
import dev.labctl.cli.command.function.LogsCommand;
import dev.labctl.cli.command.function.TraceCommand;
import dev.labctl.cli.command.local.LocalCommand;
import dev.labctl.cli.command.local.OpenCommand;
import dev.labctl.cli.command.pipeline.InstanceCommand;
import dev.labctl.cli.command.pipeline.InstancesCommand;
import dev.labctl.cli.command.pipeline.ItemsCommand;
import dev.labctl.cli.command.pipeline.QueueCommand;
import dev.labctl.cli.command.pipeline.SubmitCommand;
import dev.labctl.cli.command.pipeline.WatchCommand;
import dev.labctl.cli.command.practice.BreakCommand;
import dev.labctl.cli.command.practice.HealCommand;
import dev.labctl.cli.command.practice.HintCommand;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.stack.DeployCommand;
import dev.labctl.cli.command.stack.DestroyCommand;
import dev.labctl.cli.command.stack.EventsCommand;
import dev.labctl.cli.command.stack.LabsCommand;
import dev.labctl.cli.command.stack.OutputsCommand;
import dev.labctl.cli.command.stack.SmokeCommand;
import dev.labctl.cli.command.stack.StatusCommand;
import dev.labctl.cli.command.stack.VerifyCommand;
import dev.labctl.cli.command.todo.ApiCommand;
import dev.labctl.cli.command.todo.LoadCommand;
import dev.labctl.cli.command.todo.TodoCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All verbs. A command's class is loaded when its verb is used, or when all of them have to be listed. */
enum Verb {
    LABS("labs", Task.PROVE, LabsCommand::new),
    DEPLOY("deploy", Task.PROVE, DeployCommand::new),
    VERIFY("verify", Task.PROVE, VerifyCommand::new),
    BREAK("break", Task.PRACTISE, BreakCommand::new),
    HINT("hint", Task.PRACTISE, HintCommand::new),
    HEAL("heal", Task.PRACTISE, HealCommand::new),
    DESTROY("destroy", Task.PROVE, DestroyCommand::new),
    STATUS("status", Task.LOOK, StatusCommand::new),
    TRACE("trace", Task.LOOK, TraceCommand::new),
    OUTPUTS("outputs", Task.LOOK, OutputsCommand::new),
    EVENTS("events", Task.LOOK, EventsCommand::new),
    UPLOAD("upload", Task.WORK, UploadCommand::new),
    CATALOG("catalog", Task.LOOK, CatalogCommand::new),
    SUBMIT("submit", Task.WORK, SubmitCommand::new),
    ITEMS("items", Task.LOOK, ItemsCommand::new),
    QUEUE("queue", Task.LOOK, QueueCommand::new),
    WATCH("watch", Task.LOOK, WatchCommand::new),
    SEED("seed", Task.WORK, SeedCommand::new),
    LOAD("load", Task.WORK, LoadCommand::new),
    INVOKE("invoke", Task.WORK, InvokeCommand::new),
    API("api", Task.WORK, ApiCommand::new),
    TODO("todo", Task.WORK, TodoCommand::new),
    BACKUP("backup", Task.BACKUP, BackupCommand::new),
    BACKUPS("backups", Task.BACKUP, BackupsCommand::new),
    RESTORE("restore", Task.BACKUP, RestoreCommand::new),
    LOGS("logs", Task.LOOK, LogsCommand::new),
    INSTANCES("instances", Task.LOOK, InstancesCommand::new),
    INSTANCE("instance", Task.LOOK, InstanceCommand::new),
    SMOKE("smoke", Task.PROVE, SmokeCommand::new),
    LOCAL("local", Task.LABCTL, LocalCommand::new),
    OPEN("open", Task.LOOK, OpenCommand::new),
    CONFIG("config", Task.LABCTL, ConfigCommand::new),
    DOCTOR("doctor", Task.LABCTL, DoctorCommand::new),
    SHELL("shell", Task.LABCTL, ShellCommand::new),
    COMPLETION("completion", Task.LABCTL, CompletionCommand::new);

    private final String word;
    private final Task task;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor reference
    private final Function<Context, Object> maker;

    Verb(String word, Task task, Function<Context, Object> maker) {
        this.word = word;
        this.task = task;
        this.maker = maker;
    }

    /** How it is typed. */
    String word() {
        return word;
    }

    /** What its user is about. */
    Task task() {
        return task;
    }

    /** The command behind it. */
    Object command(Context context) {
        return maker.apply(context);
    }

    /** The verbs that a command line needs: its own, or all when it has none, or is about help. */
    static List<Verb> neededFor(String[] arguments) {
        Optional<Verb> first = arguments.length == 0
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(verb -> verb.word.equals(arguments[0]))
                        .findFirst();
        return first.map(List::of).orElseGet(() -> List.of(values()));
    }
}
