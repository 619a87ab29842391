package dev.labctl.cli.command;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All verbs. A command's class is loaded when its verb is used, or when all of them have to be listed. */
enum Verb {
    LABS("labs", LabsCommand::new),
    DEPLOY("deploy", DeployCommand::new),
    VERIFY("verify", VerifyCommand::new),
    BREAK("break", BreakCommand::new),
    HINT("hint", HintCommand::new),
    HEAL("heal", HealCommand::new),
    DESTROY("destroy", DestroyCommand::new),
    STATUS("status", StatusCommand::new),
    OUTPUTS("outputs", OutputsCommand::new),
    EVENTS("events", EventsCommand::new),
    UPLOAD("upload", UploadCommand::new),
    CATALOG("catalog", CatalogCommand::new),
    SUBMIT("submit", SubmitCommand::new),
    ITEMS("items", ItemsCommand::new),
    QUEUE("queue", QueueCommand::new),
    WATCH("watch", WatchCommand::new),
    SEED("seed", SeedCommand::new),
    LOAD("load", LoadCommand::new),
    INVOKE("invoke", InvokeCommand::new),
    API("api", ApiCommand::new),
    TODO("todo", TodoCommand::new),
    BACKUP("backup", BackupCommand::new),
    BACKUPS("backups", BackupsCommand::new),
    RESTORE("restore", RestoreCommand::new),
    LOGS("logs", LogsCommand::new),
    INSTANCES("instances", InstancesCommand::new),
    INSTANCE("instance", InstanceCommand::new),
    SMOKE("smoke", SmokeCommand::new),
    LOCAL("local", LocalCommand::new),
    OPEN("open", OpenCommand::new),
    CONFIG("config", ConfigCommand::new),
    DOCTOR("doctor", DoctorCommand::new);

    /** A command that is only a name for others. */
    interface Group {
        /** The commands by their words. */
        Map<String, Object> verbs();
    }

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor reference
    private final Function<Context, Object> maker;

    Verb(String word, Function<Context, Object> maker) {
        this.word = word;
        this.maker = maker;
    }

    /** How it is typed. */
    String word() {
        return word;
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
