package dev.labctl.cli.command.stack;

import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.verify.Check;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "labs", description = "List the labs, or what some of them promise and which commands they have.")
public final class LabsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LAB", arity = "0..*", description = "The labs (default: a line on each).")
    private List<Lab> labs = List.of();

    @Mixin
    private final OutputOptions output;

    public LabsCommand(Context context) {
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        output.open().write(labs.isEmpty() ? new Overview(Labs.all()) : new Details(labs));
        return 0;
    }

    private static List<Map<String, Object>> described(List<Lab> labs) {
        return labs.stream().map(LabsCommand::described).toList();
    }

    private static Map<String, Object> described(Lab lab) {
        return Map.of(
                "lab", lab.slug(),
                "summary", lab.summary(),
                "verbs", lab.capabilities().stream().map(Capability::verb).toList(),
                "checks",
                        lab.checks().stream()
                                .map(check -> Map.of("check", check.name(), "claim", check.claim()))
                                .toList());
    }

    private record Overview(List<Lab> labs) implements Result {
        @Override
        public Object json() {
            return described(labs);
        }

        @Override
        public void print(Text text) {
            text.table(
                    List.of("LAB", "CHECKS", "WHAT IT DOES"),
                    labs.stream()
                            .map(lab -> List.of(
                                    lab.slug(), Integer.toString(lab.checks().size()), lab.summary()))
                            .toList());
            text.line("");
            text.line("labctl labs LAB     what labctl verify LAB proves, and the lab's commands");
            text.line("labctl deploy LAB   on the local cloud; labctl destroy LAB takes it away");
        }
    }

    private record Details(List<Lab> labs) implements Result {
        @Override
        public Object json() {
            return described(labs);
        }

        @Override
        public void print(Text text) {
            for (Lab lab : labs) {
                text.line("%s  %s".formatted(text.styled(Text.Style.STRONG, lab.slug()), lab.summary()));
                for (Check check : lab.checks()) {
                    text.line(text.styled(Text.Style.QUIET, "    %s: %s".formatted(check.name(), check.claim())));
                }
                text.line("  commands: "
                        + Stream.concat(
                                        Stream.of("deploy", "verify", "destroy"),
                                        lab.capabilities().stream().map(Capability::verb))
                                .distinct()
                                .collect(Collectors.joining(", ")));
            }
        }
    }
}
