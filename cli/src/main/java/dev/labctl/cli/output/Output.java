package dev.labctl.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How this run shows what it finds: format, colours, and how much it talks. */
public final class Output {
    /** How results are written. */
    public enum Format {
        TEXT,
        JSON
    }

    private final Console console;
    private final Format format;
    private final int verbosity;
    private final boolean colours;
    private final LiveArea area;
    private final Text out;
    private final Text err;

    /**
     * An output for one run.
     *
     * @param verbosity -1 quiet, 0 normal, 1 and 2 for {@code -v} and {@code -vv}
     */
    public Output(Console console, Format format, int verbosity, boolean colours) {
        this.console = console;
        this.format = format;
        this.verbosity = verbosity;
        this.colours = colours;
        this.area = new LiveArea(console.err(), Objects.requireNonNullElse(console.screen(), () -> ScreenSize.USUAL));
        this.out = new Text(console.out(), colours, console.interactive() ? console.screen() : null);
        this.err = new Text(area.above(), colours);
    }

    /** Writes a command's result to stdout: text, or one JSON document. */
    public void write(Result result) {
        area.erase();
        switch (format) {
            case TEXT -> result.print(out);
            case JSON -> console.out().println(Json.document(result.json()));
        }
        console.out().flush();
    }

    /** Writes one of many results at once, for streams: text, or a line of NDJSON. */
    public void stream(Result result) {
        area.erase();
        switch (format) {
            case TEXT -> result.print(out);
            case JSON -> console.out().println(Json.line(result.json()));
        }
        console.out().flush();
    }

    /**
     * The same for one of several that talk at once: each line of its talk begins with the label and comes whole, and none
     * is drawn again.
     */
    public Output labelled(String label) {
        OutputStream lines = new LabelledLines(area.above(), label);
        PrintStream talk = new PrintStream(lines, true, StandardCharsets.UTF_8);
        return new Output(new Console(console.out(), talk, console.in()), format, verbosity, colours);
    }

    /** Talk on stderr, which {@code -q} silences. */
    public void say(String line) {
        if (verbosity >= 0) {
            err.line(line);
        }
    }

    /** Talk that only {@code -v} wants to hear. */
    public void detail(String line) {
        if (verbosity >= 1) {
            err.line(err.styled(Text.Style.QUIET, line));
        }
    }

    /** Whether results still reach whoever reads them: false once a pipe's other end is closed. */
    public boolean isRead() {
        return !console.out().checkError();
    }

    /** Whether results are JSON. */
    public boolean isJson() {
        return format == Format.JSON;
    }

    /** How much this run talks: -1 to 2. */
    public int verbosity() {
        return verbosity;
    }

    /** The text that goes to stderr, with its styles. */
    public Text talk() {
        return err;
    }

    /** Whether someone looks at stderr on a terminal on which lines can be drawn again. */
    public boolean isLive() {
        return console.screen() != null && verbosity >= 0;
    }

    /** The lines that are drawn again, and those above them. */
    public LiveArea area() {
        return area;
    }

    /** Whether someone is there who can be asked. */
    public boolean isInteractive() {
        return console.interactive();
    }

    /** Asks a yes-or-no question on the terminal; anything but yes is no. */
    public boolean confirm(String question) {
        err.part(question + " [y/N] ");
        try {
            @Nullable String answer = console.in().readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
