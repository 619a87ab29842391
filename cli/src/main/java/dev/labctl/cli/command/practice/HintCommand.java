package dev.labctl.cli.command.practice;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.fault.BrokenLab;
import dev.labctl.cli.lab.fault.Practice;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "hint", description = "Help to find what is broken: each time a bit more.")
public final class HintCommand implements Callable<Integer> {
    @Mixin
    private final PracticeOptions practice;

    @Option(names = "--all", description = "All hints; the last one tells the cause.")
    private boolean all;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public HintCommand(Context context) {
        this.context = context;
        practice = new PracticeOptions(context);
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            talk.write(practice.alone(cloud, target.names(), () -> hints(cloud)));
            return 0;
        }
    }

    private Hints hints(Cloud cloud) {
        BrokenLab broken = practice.broken(cloud, target.names());
        String deployed =
                DeployedLabs.stack(cloud, target.names(), practice.slug()).id();
        if (!deployed.equals(broken.stackId())) {
            throw LabctlException.usage(
                    "%s was deployed anew since it was broken".formatted(practice.slug()),
                    "labctl heal %s forgets what was broken".formatted(practice.slug()));
        }
        Practice hands = practice.practice(cloud);
        List<String> hints = hands.hints(broken, practice.breakable().fault(broken.scenario()));
        int given = all ? hints.size() : Math.min(broken.hints() + 1, hints.size());
        hands.hinted(broken, given);
        boolean isLocal = cloud.target().kind() == Target.Kind.LOCAL;
        return new Hints(hints, all ? 1 : given, given, isLocal);
    }

    /** The hints from one to another, counted from 1. */
    private record Hints(List<String> all, int from, int to, boolean isLocal) implements Result {
        @Override
        public Object json() {
            return IntStream.rangeClosed(from, to)
                    .mapToObj(number -> {
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("number", number);
                        json.put("of", all.size());
                        json.put("hint", all.get(number - 1));
                        return json;
                    })
                    .toList();
        }

        @Override
        public void print(Text text) {
            IntStream.rangeClosed(from, to)
                    .forEach(number -> text.line("%d of %d: %s".formatted(number, all.size(), all.get(number - 1))));
            if (to == all.size() && isLocal) {
                text.line("The local cloud is reached by: eval \"$(labctl local env)\"");
            }
        }
    }
}
