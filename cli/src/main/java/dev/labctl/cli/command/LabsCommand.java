package dev.labctl.cli.command;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.verify.Check;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "labs", description = "List the labs, and what each of them promises.")
final class LabsCommand implements Callable<Integer> {
    @Mixin
    private final OutputOptions output;

    LabsCommand(Context context) {
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        output.open().write(new AllLabs());
        return 0;
    }

    private static final class AllLabs implements Result {
        @Override
        public Object json() {
            return Labs.all().stream().map(AllLabs::json).toList();
        }

        private static Map<String, Object> json(Lab lab) {
            return Map.of(
                    "lab", lab.slug(),
                    "summary", lab.summary(),
                    "verbs", lab.capabilities().stream().map(Capability::verb).toList(),
                    "checks",
                            lab.checks().stream()
                                    .map(check -> Map.of("check", check.name(), "claim", check.claim()))
                                    .toList());
        }

        @Override
        public void print(Text text) {
            for (Lab lab : Labs.all()) {
                text.line("%s  %s".formatted(text.styled(Text.Style.STRONG, lab.slug()), lab.summary()));
                for (Check check : lab.checks()) {
                    text.line(text.styled(Text.Style.QUIET, "    %s: %s".formatted(check.name(), check.claim())));
                }
            }
            text.line("");
            text.line("labctl deploy LAB; labctl verify LAB; labctl destroy LAB"
                    + Labs.all().stream()
                            .flatMap(lab -> lab.capabilities().stream()
                                    .map(each -> "; labctl %s (%s)".formatted(each.verb(), lab.slug())))
                            .distinct()
                            .reduce("", String::concat));
        }
    }
}
