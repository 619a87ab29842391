package dev.labctl.cli.command;

import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a result prints, without colours. */
public final class Shown {
    private Shown() {}

    public static String text(Result result) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        result.print(new Text(new PrintStream(bytes, true, StandardCharsets.UTF_8), false));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
