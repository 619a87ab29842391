package dev.labctl.cli.command.practice;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.lab.fault.BrokenLab;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.Practice;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "heal", description = "Put back what break has broken, and tell what it was.")
public final class HealCommand implements Callable<Integer> {
    @Mixin
    private final PracticeOptions practice;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public HealCommand(Context context) {
        this.context = context;
        practice = new PracticeOptions(context);
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            talk.write(practice.alone(cloud, target.names(), () -> heal(cloud)));
            return 0;
        }
    }

    private Healed heal(Cloud cloud) {
        BrokenLab broken = practice.broken(cloud, target.names());
        Practice.Outcome outcome = practice.practice(cloud).heal(broken, practice.stack(cloud, target.names()));
        return new Healed(broken, practice.breakable().fault(broken.scenario()), outcome);
    }

    private record Healed(BrokenLab broken, Optional<Fault> fault, Practice.Outcome outcome) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("lab", broken.lab());
            json.put("stack", broken.stack());
            json.put("scenario", broken.scenario());
            json.put("happened", happened());
            json.put("part", broken.part().title());
            json.put("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            json.put("checks", checks());
            return json;
        }

        private String happened() {
            return fault.map(Fault::happened).orElse("something was set wrongly");
        }

        private List<String> checks() {
            return fault.map(Fault::checks).orElse(List.of());
        }

        @Override
        public void print(Text text) {
            text.line("%s (%s): %s".formatted(broken.lab(), broken.scenario(), happened()));
            text.line("%s: %s".formatted(broken.part().title(), outcome.words()));
            if (!checks().isEmpty()) {
                text.line("named by: labctl verify %s --check %s"
                        .formatted(broken.lab(), String.join(" --check ", checks())));
            }
        }
    }
}
