package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.StackNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "instances", description = "List the EC2 instances of the labs, the newest first.")
public final class InstancesCommand implements Callable<Integer> {
    @Option(names = "--all", description = "Those too that have ended, and those of no lab.")
    private boolean all;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public InstancesCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        StackNames names = target.names();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            List<Line> lines = cloud.ec2().instances().stream()
                    .map(instance -> new Line(lab(instance, names), instance))
                    .filter(line ->
                            all || (!line.lab().isEmpty() && line.instance().isStartingOrRunning()))
                    .toList();
            if (lines.isEmpty() && !all) {
                talk.say("no lab has an instance that runs; --all shows ended ones and those of no lab");
            }
            talk.write(new Listing(lines));
            return 0;
        }
    }

    /** Made by a lab's stack, or launched with an instance profile of it; empty for none. */
    private static String lab(Instance instance, StackNames names) {
        for (Lab lab : Labs.all()) {
            if (instance.isOf(names.of(lab.slug()))) {
                return lab.slug();
            }
        }
        return "";
    }

    private record Line(String lab, Instance instance) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", instance.id());
            json.put("state", instance.state());
            json.put("type", instance.type());
            json.put("lab", lab);
            json.put("launchedAt", instance.launchedAt());
            json.put("reason", instance.reason());
            json.put("tags", instance.tags());
            return json;
        }

        List<String> row(Text text) {
            Text.Style style = instance.isStartingOrRunning() ? Text.Style.GOOD : Text.Style.QUIET;
            return List.of(
                    instance.id(),
                    text.styled(style, instance.state()),
                    instance.type(),
                    lab,
                    instance.launchedAt().toString(),
                    instance.reason());
        }
    }

    private record Listing(List<Line> lines) implements Result {
        @Override
        public Object json() {
            return lines.stream().map(Line::json).toList();
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("ID", "STATE", "TYPE", "LAB", "LAUNCHED", "REASON"),
                    lines.stream().map(line -> line.row(text)).toList());
        }
    }
}
