package dev.labctl.cli.command.practice;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.fault.BrokenLab;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.stack.Deployment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "break",
        description = "Break a deployed lab for practice; verify names the symptom, heal puts it back.")
public final class BreakCommand implements Callable<Integer> {
    @Mixin
    private final PracticeOptions practice;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "What to break (default: by chance, and not told).")
    @CompletedBy(Source.SCENARIO)
    private @Nullable String scenario;

    @Option(names = "--seed", paramLabel = "N", description = "Repeats a choice made by chance.")
    private @Nullable Long seed;

    @Option(names = "--list", description = "Only list the scenarios.")
    private boolean list;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; on a terminal, breaking on AWS is asked about.")
    private boolean yes;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public BreakCommand(Context context) {
        this.context = context;
        practice = new PracticeOptions(context);
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Output talk = output.open();
        List<Fault> all = practice.breakable().faults();
        if (list) {
            talk.write(new Scenarios(all));
            return 0;
        }
        List<Fault> faults = chosen(all);
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Deployment deployment = DeployedLabs.usable(cloud, target.names(), practice.slug());
            if (!agreed(cloud, talk)) {
                throw LabctlException.usage("nothing was broken", "answer y, or give --yes");
            }
            BrokenLab broken = practice.alone(
                    cloud, target.names(), () -> practice.practice(cloud).breaks(practice.slug(), deployment, faults));
            talk.write(new Broken(broken, scenario != null));
            return 0;
        }
    }

    private List<Fault> chosen(List<Fault> all) {
        if (scenario != null && seed != null) {
            throw LabctlException.usage("--scenario and --seed exclude each other", "give one of them");
        }
        if (scenario != null) {
            return List.of(practice.breakable().faultNamed(scenario));
        }
        List<Fault> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, seed == null ? new Random() : new Random(seed));
        return shuffled;
    }

    private boolean agreed(Cloud cloud, Output talk) {
        boolean ask = !yes && talk.isInteractive() && cloud.target().kind() == Target.Kind.AWS;
        return !ask
                || talk.confirm("Break %s in %s?"
                        .formatted(practice.slug(), cloud.target().title()));
    }

    private record Broken(BrokenLab broken, boolean isToldWhat) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("lab", broken.lab());
            json.put("stack", broken.stack());
            json.put("broken", true);
            if (isToldWhat) {
                json.put("scenario", broken.scenario());
            }
            return json;
        }

        @Override
        public void print(Text text) {
            String lab = broken.lab();
            text.line(lab + " is broken now.");
            text.line("  labctl verify %s   shows what no longer holds; --timeout 10s is enough".formatted(lab));
            text.line("  labctl hint %s     helps, a step at a time".formatted(lab));
            text.line("  labctl heal %s     puts it back".formatted(lab));
        }
    }

    private record Scenarios(List<Fault> faults) implements Result {
        @Override
        public Object json() {
            return faults.stream()
                    .map(fault -> Map.of("scenario", fault.name(), "about", fault.about()))
                    .toList();
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("SCENARIO", "WHAT NO LONGER WORKS"),
                    faults.stream()
                            .map(fault -> List.of(fault.name(), fault.about()))
                            .toList());
        }
    }
}
