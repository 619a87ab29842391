package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "console", description = "Show what an instance printed on its console, the newest 64 KiB.")
final class InstanceConsoleCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The instance: i-0123456789abcdef0.")
    @CompletedBy(Source.INSTANCE)
    private String id;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    InstanceConsoleCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            String printed = cloud.ec2().console(id);
            if (printed.isEmpty()) {
                talk.say(id + " has printed nothing yet; on AWS that takes a few minutes");
            }
            talk.write(new Printed(id, printed));
            return 0;
        }
    }

    private record Printed(String id, String output) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("instance", id);
            json.put("output", output);
            return json;
        }

        @Override
        public void print(Text text) {
            output.lines().forEach(text::line);
        }
    }
}
