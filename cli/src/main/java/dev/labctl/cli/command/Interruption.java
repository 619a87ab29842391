package dev.labctl.cli.command;

import dev.labctl.cli.output.Output;
import java.util.function.Supplier;

/** What happens when Ctrl-C or a signal ends labctl in the middle of some work; the JVM then exits with 130 or 143. */
final class Interruption {
    private Interruption() {}

    /**
     * Does the work; when it is interrupted, tells the user what becomes of it, and removes what must not stay.
     *
     * @param becomes what becomes of the work, and what to do
     */
    static <T> T during(Supplier<T> work, Output talk, String becomes, Runnable cleanUp) {
        Thread hook = new Thread(
                () -> {
                    talk.say((talk.isLive() ? "\r\u001b[K" : "") + "labctl: interrupted; " + becomes);
                    cleanUp.run();
                },
                "interruption");
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
