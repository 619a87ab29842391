package dev.labctl.cli.command;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.output.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the sources of the manual pages, one for each verb, as picocli's own generator makes them. */
public final class ManualPages {
    private ManualPages() {}

    /** Writes them into the folder that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Console console = new Console(System.out, System.err, new BufferedReader(Reader.nullReader()));
        Context context = new Context(console, Map.of(), folder, new Distribution(folder), new ProcessInterrupts());
        CommandLine all = new Labctl(context).line(List.of(Verb.values()));
        int failed =
                ManPageGenerator.generateManPage(folder.toFile(), null, new boolean[0], true, all.getCommandSpec());
        if (failed != 0) {
            throw new IllegalStateException("the manual pages could not be written to " + folder);
        }
    }
}
