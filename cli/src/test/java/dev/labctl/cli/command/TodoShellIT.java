package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.lab.DeployedLab;
import dev.labctl.cli.lab.KeepsTodos;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.todoapi.TodoClient;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.poll.Poller;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session of {@code labctl todo}, typed on a terminal. */
@Tag("long")
final class TodoShellIT {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final ByteArrayOutputStream results = new ByteArrayOutputStream();
    private final ByteArrayOutputStream talk = new ByteArrayOutputStream();
    private final PipedOutputStream keyboard = new PipedOutputStream();

    @TempDir
    private Path home;

    @Test
    void aSessionCompletesWhatIsThereAndGoesOnAfterFailures() throws Exception {
        try (DeployedLab lab = new DeployedLab("todo-api");
                Terminal terminal = new ExternalTerminal(
                        "test", "ansi", new PipedInputStream(keyboard), screen, StandardCharsets.UTF_8)) {
            TodoClient client = Labs.capability(Labs.named("todo-api"), KeepsTodos.class, "keep todos")
                    .client(lab.deployment());
            CompletableFuture<Integer> session =
                    CompletableFuture.supplyAsync(() -> shell(client).run(terminal));
            await(screen, "todo> ");

            type("users add 'Ada Lovelace' ada@shell.example\r", results, "ada@shell.example");
            type("ad\ta\t", screen, "add ada@shell.example");
            type("'first thing' --pri\tur\t\r", results, "urgent");
            type("don\t\t\r", results, "completed");
            type("nonsense\r", talk, "todo has no verb 'nonsense'");
            type("users login ada@shell.example --password x\r", talk, "Invalid credentials");
            type("half a line", screen, "half a line");
            screen.reset();
            type(CTRL_C, screen, "todo> ");
            type("labctl todo health\r", results, "rds: healthy");
            type("help\r", talk, "End the session");
            keyboard.write(CTRL_D.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();

            assertThat(session.get(1, TimeUnit.MINUTES)).isZero();
            assertThat(Files.readString(home.resolve("todo-history")))
                    .contains("users add 'Ada Lovelace' ada@shell.example")
                    .doesNotContain("--password", "half a line");
        }
    }

    private TodoShell shell(TodoClient client) {
        Console console = new Console(
                new PrintStream(results, true, StandardCharsets.UTF_8),
                new PrintStream(talk, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader("")),
                true);
        Context context =
                new Context(console, Map.of("LABCTL_HOME", home.toString()), home, new Distribution(Path.of("..")));
        return new TodoShell(context, client, new Output(console, Output.Format.TEXT, 0, false));
    }

    /** Types, and looks until something appears. */
    private void type(String keys, ByteArrayOutputStream where, String appears) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
        await(where, appears);
    }

    private static void await(ByteArrayOutputStream where, String appears) {
        Poller.local()
                .until(
                        "'" + appears + "'",
                        Duration.ofMinutes(1),
                        () -> where.toString(StandardCharsets.UTF_8),
                        text -> text.contains(appears));
    }
}
