package dev.labctl.cli.readme;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** A shell that a reader types commands into, one after the other; what one of them sets, the next ones find. */
final class ReaderShell implements AutoCloseable {
    /** ASCII's record separator: no command prints it. */
    private static final String MARK = "\u001e";

    private final Process process;
    private final Writer keyboard;
    private final BufferedReader screen;
    private int lastCode;

    ReaderShell(Path folder, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc").directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            this.process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException("bash", e);
        }
        this.keyboard = process.outputWriter(StandardCharsets.UTF_8);
        this.screen = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * What a command printed, and how it ended.
     *
     * @param output stdout and stderr, as a reader sees them
     */
    record Answer(int exitCode, String output) {}

    /** Types a command and waits until it has ended. */
    Answer type(String command) {
        try {
            // It must not read what is typed next; and $? is that of the command before, not of what is typed here.
            keyboard.write(
                    "(exit %d); { %s%n} </dev/null; printf '\\n%s%%s\\n' $?%n".formatted(lastCode, command, MARK));
            keyboard.flush();
            StringBuilder output = new StringBuilder();
            String line = nextLine(output);
            while (!line.startsWith(MARK)) {
                output.append(line).append('\n');
                line = nextLine(output);
            }
            lastCode = Integer.parseInt(line.substring(MARK.length()));
            return new Answer(lastCode, output.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("the shell ended at: " + command, e);
        }
    }

    private String nextLine(StringBuilder before) throws IOException {
        return Objects.requireNonNull(screen.readLine(), () -> "the shell ended after: " + before);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
