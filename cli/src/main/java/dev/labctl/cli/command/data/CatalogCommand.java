package dev.labctl.cli.command.data;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ListsCatalog;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "catalog",
        description = "Print the catalogue of the files in a lab: one row for each version, as NDJSON with -o json.")
public final class CatalogCommand implements Callable<Integer> {
    @Option(names = "--lab", paramLabel = "LAB", description = "The lab (default: the one that keeps a catalogue).")
    private @Nullable Lab lab;

    @Option(names = "--key", paramLabel = "KEY", description = "Only the rows of this object key.")
    @CompletedBy(Source.CATALOGUED_KEY)
    private @Nullable String key;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public CatalogCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Lab asked = lab == null ? Labs.theOneWith(ListsCatalog.class, "list a catalog") : lab;
        ListsCatalog catalog = Labs.capability(asked, ListsCatalog.class, "list a catalog");
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Stream<Map<String, Object>> rows = catalog.rows(
                        DeployedLabs.usable(cloud, target.names(), asked.slug()), Optional.ofNullable(key))) {
            rows.forEach(row -> talk.stream(new Row(row)));
            return 0;
        }
    }

    private record Row(Map<String, Object> attributes) implements Result {
        @Override
        public Object json() {
            return new TreeMap<>(attributes);
        }

        @Override
        public void print(Text text) {
            text.line(text.styled(Text.Style.STRONG, Text.oneLine(String.valueOf(attributes.get("file_key")))));
            new TreeMap<>(attributes).forEach((name, value) -> {
                if (!name.equals("file_key")) {
                    text.line("  %-16s %s"
                            .formatted(name, Text.oneLine(String.valueOf(value).replace("\n", "\\n"))));
                }
            });
        }
    }
}
