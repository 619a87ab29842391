package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.Settings;
import dev.labctl.cli.command.shared.Settings.Setting;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "open",
        description = {
            "Open a page that shows what is in the local cloud, and changes as it does; nothing can be changed there.",
            "Prints the page's URL, which works once and within five minutes."
        })
public final class OpenCommand implements Callable<Integer> {
    /** The page's parts. */
    enum View {
        OVERVIEW,
        STACKS,
        QUEUES,
        TABLES,
        BUCKETS,
        FUNCTIONS,
        LOGS,
        INSTANCES,
        DATABASES
    }

    @Parameters(paramLabel = "VIEW", arity = "0..1", description = "What to show first: ${COMPLETION-CANDIDATES}.")
    private View view = View.OVERVIEW;

    @Option(names = "--no-browser", description = "Only print the URL.")
    private boolean noBrowser;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public OpenCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Setting kind = target.settings().get(Settings.Name.TARGET);
        if (kind != null && !kind.value().equalsIgnoreCase("local")) {
            throw LabctlException.usage("labctl open shows the local cloud only", "labctl open --target local");
        }
        Output talk = output.open();
        Admin admin =
                new Admin(new Clouds(context).localCloud().start(talk::say).cloud());
        String url = "%s&view=%s&region=%s"
                .formatted(admin.newLink(), view.name().toLowerCase(Locale.ROOT), target.localRegion());
        talk.write(new Page(url));
        if (!noBrowser && talk.isInteractive()) {
            talk.say(
                    new Browser(context.environment()).open(url)
                            ? "opening it in your browser"
                            : "no browser was found; open the URL in one on this machine");
        }
        return 0;
    }

    private record Page(String url) implements Result {
        @Override
        public Object json() {
            return Map.of("url", url);
        }

        @Override
        public void print(Text text) {
            text.line(url);
        }
    }
}
