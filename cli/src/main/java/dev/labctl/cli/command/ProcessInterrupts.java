package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Interrupts;
import java.util.function.Supplier;

/** Ctrl-C or a signal ends the process, with the exit code 130 or 143. */
final class ProcessInterrupts implements Interrupts {
    @Override
    public <T> T during(Supplier<T> work, Runnable task) {
        Thread hook = new Thread(task, "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is being ended, and the hook takes away what the work stood on: it has nothing to report.
            waitForTheEnd();
        }
    }

    @SuppressWarnings("InterruptedExceptionSwallowed") // whoever interrupts this has no end to wait for
    private static void waitForTheEnd() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
