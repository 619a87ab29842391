package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Interrupts;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The command that a session runs at the moment. When it is interrupted it does what it has to do then, its user hears no
 * more of it, and it is asked to end; the session goes on.
 */
final class Foreground implements Interrupts {
    private static final int INTERRUPTED = 130;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Interrupts process = new ProcessInterrupts();
    private final Deque<Runnable> tasks = new ConcurrentLinkedDeque<>();
    private final Context session;
    private volatile boolean isInterrupted;
    private volatile int exitCode = INTERRUPTED;

    private Foreground(Context session) {
        this.session = session;
    }

    /** Has the session interrupt a command: what it is given ends the command that runs at the moment. */
    interface Keyboard {
        /** Until the result is run, Ctrl-C runs the action. */
        Runnable onCtrlC(Runnable action);
    }

    /**
     * Runs a command to its end, or until it is interrupted; then not longer than it takes to end in an orderly way.
     *
     * @param command what runs with a context of its own; returns the exit code
     * @return the exit code; 130 when it was interrupted
     */
    static int run(Context session, Keyboard keyboard, ToIntFunction<Context> command) {
        return new Foreground(session).run(keyboard, command);
    }

    private int run(Keyboard keyboard, ToIntFunction<Context> command) {
        Context own = session.with(
                session.console()
                        .writing(
                                severed(session.console().out()),
                                severed(session.console().err())),
                this);
        Thread thread = new Thread(
                () -> {
                    int code = command.applyAsInt(own);
                    own.console().out().flush();
                    exitCode = code;
                },
                "command");
        thread.setDaemon(true);
        Runnable restore = keyboard.onCtrlC(() -> interrupt(thread));
        thread.start();
        try {
            awaitEnd(thread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            restore.run();
        }
        return isInterrupted ? INTERRUPTED : exitCode;
    }

    private void awaitEnd(Thread thread) throws InterruptedException {
        while (thread.isAlive() && !isInterrupted) {
            thread.join(Duration.ofMillis(50).toMillis());
        }
        thread.join(isInterrupted ? PATIENCE.toMillis() : 0);
        if (thread.isAlive()) {
            session.console().err().println("the command is still ending, in the background");
        }
    }

    private synchronized void interrupt(Thread thread) {
        if (isInterrupted) {
            return;
        }
        tasks.forEach(Runnable::run);
        isInterrupted = true;
        thread.interrupt();
    }

    @Override
    public <T> T during(Supplier<T> work, Runnable task) {
        AtomicBoolean isDone = new AtomicBoolean();
        Runnable once = () -> {
            if (isDone.compareAndSet(false, true)) {
                task.run();
            }
        };
        tasks.push(once);
        try {
            return process.during(work, once);
        } finally {
            tasks.remove(once);
        }
    }

    /** The same stream, until the command is interrupted. */
    private PrintStream severed(PrintStream stream) {
        return new PrintStream(new Severed(stream), true, StandardCharsets.UTF_8);
    }

    private final class Severed extends FilterOutputStream {
        Severed(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(int b) throws IOException {
            if (!isInterrupted) {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!isInterrupted) {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
