package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "outputs", description = "Show the outputs of a deployed lab's stack.")
public final class OutputsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", description = "The lab.")
    private Lab lab;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public OutputsCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            talk.write(new Outputs(
                    DeployedLabs.stack(cloud, target.names(), lab.slug()).outputs()));
            return 0;
        }
    }

    private record Outputs(Map<String, String> values) implements Result {
        @Override
        public Object json() {
            return new TreeMap<>(values);
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("OUTPUT", "VALUE"),
                    new TreeMap<>(values)
                            .entrySet().stream()
                                    .map(each -> List.of(each.getKey(), each.getValue()))
                                    .toList());
        }
    }
}
