package dev.labctl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.command.todo.TodoShell;
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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntBiFunction;
import java.util.regex.Pattern;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of {@code labctl todo} and {@code labctl shell}, typed on a terminal. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionsIT {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    /** Colours, and what moves the cursor. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

    private DeployedLab lab;

    @TempDir
    private Path home;

    @BeforeAll
    void deploy() {
        lab = new DeployedLab("todo-api");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @Test
    void aTodoSessionCompletesWhatIsThereAndGoesOnAfterFailures() throws Exception {
        TodoClient client = Labs.capability(Labs.named("todo-api"), KeepsTodos.class, "keep todos")
                .client(lab.deployment());
        ToIntBiFunction<Context, Terminal> todo = (context, terminal) -> new TodoShell(
                        context, client, new Output(context.console(), Output.Format.TEXT, 0, false))
                .run(terminal);
        try (Seat seat = new Seat(Map.of("LABCTL_HOME", home.toString()), todo)) {
            seat.see(seat.screen, "todo> ");

            seat.type("users add 'Ada Lovelace' ada@shell.example\r", seat.results, "ada@shell.example");
            seat.type("ad\ta\t", seat.screen, "add ada@shell.example");
            seat.type("'first thing' --pri\tur\t\r", seat.results, "urgent");
            seat.type("don\t\t\r", seat.results, "completed");
            seat.type("add ada@shell.example 'in two\r", seat.screen, "> ");
            seat.type("lines'\r", seat.results, "in two");
            seat.type("nonsense\r", seat.talk, "todo has no verb 'nonsense'");
            seat.type("users login ada@shell.example --password x\r", seat.talk, "Invalid credentials");
            seat.type("half a line", seat.screen, "half a line");
            seat.screen.reset();
            seat.type(CTRL_C, seat.screen, "todo> ");
            seat.type("labctl todo health\r", seat.results, "rds: healthy");
            seat.type("help\r", seat.talk, "End the session");

            assertThat(seat.leave()).isZero();
            assertThat(Files.readString(home.resolve("todo-history")))
                    .contains("users add 'Ada Lovelace' ada@shell.example")
                    .doesNotContain("--password", "half a line");
        }
    }

    @Test
    void theShellRunsEveryCommandAndCtrlCEndsOnlyTheCommand() throws Exception {
        Map<String, String> environment = new HashMap<>();
        lab.commandLine().setUp(environment);
        try (Seat seat = new Seat(environment, ShellCommand::session)) {
            seat.see(seat.screen, "local us-east-1> ");

            seat.type("todo users add 'Grace Hopper' grace@shell.example\r", seat.results, "grace@shell.example");
            seat.type("todo add gra\t", seat.screen, "add grace@shell.example");
            seat.type("'first thing'\r", seat.results, "first thing");
            seat.type("verify todo-api --check users-val\t\r", seat.results, "todo-api: 1 of 1 checks passed");
            seat.type("logs todo-api -f\r", seat.results, "START RequestId");
            seat.screen.reset();
            seat.type(CTRL_C, seat.screen, "local us-east-1> ");
            seat.type("nonsense\r", seat.talk, "labctl has no verb 'nonsense'");
            seat.type("use --region eu-west-1\r", seat.screen, "local eu-west-1> ");
            seat.type("status todo-api\r", seat.results, "not deployed");
            seat.type("help\r", seat.results, "Deploy labs and prove that they work");

            assertThat(seat.leave()).isZero();
        }
    }

    /** Where somebody sits who types. */
    private static final class Seat implements AutoCloseable {
        private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
        private final ByteArrayOutputStream results = new ByteArrayOutputStream();
        private final ByteArrayOutputStream talk = new ByteArrayOutputStream();
        private final PipedOutputStream keyboard = new PipedOutputStream();
        private final Terminal terminal;
        private final CompletableFuture<Integer> session;

        Seat(Map<String, String> environment, ToIntBiFunction<Context, Terminal> begun) throws IOException {
            terminal = new ExternalTerminal(
                    "test", "ansi", new PipedInputStream(keyboard), screen, StandardCharsets.UTF_8);
            Console console = new Console(
                    new PrintStream(results, true, StandardCharsets.UTF_8),
                    new PrintStream(talk, true, StandardCharsets.UTF_8),
                    new BufferedReader(new StringReader("")),
                    true,
                    prompt -> null,
                    null);
            Context context = new Context(
                    console,
                    environment,
                    Path.of(System.getProperty("user.home")),
                    new Distribution(Path.of("..")),
                    new ProcessInterrupts());
            session = CompletableFuture.supplyAsync(() -> begun.applyAsInt(context, terminal));
        }

        /** Types, and looks until something appears. */
        void type(String keys, ByteArrayOutputStream where, String appears) throws IOException {
            press(keys);
            see(where, appears);
        }

        int leave() throws Exception {
            press(CTRL_D);
            return session.get(1, TimeUnit.MINUTES);
        }

        private void press(String keys) throws IOException {
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }

        void see(ByteArrayOutputStream where, String appears) {
            Poller.local()
                    .until(
                            "'" + appears + "'",
                            Duration.ofMinutes(1),
                            () -> ESCAPES.matcher(where.toString(StandardCharsets.UTF_8))
                                    .replaceAll(""),
                            text -> text.contains(appears));
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }
}
