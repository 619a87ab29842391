package dev.labctl.cli.command.local;

import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.command.shared.Tree;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chaos",
        description = {
            "Have the local cloud throttle requests, answer late, and deliver messages of standard queues twice or out of"
                    + " order; show it, or end it with labctl local chaos off.",
            "The same seed and the same requests of a service in the same order give the same faults."
        })
final class LocalChaosCommand implements Callable<Integer> {
    @Parameters(paramLabel = "off|status", arity = "0..1", description = "End it, or show it.")
    private @Nullable String word;

    @Option(names = "--seed", paramLabel = "N", description = "Begins; decides which requests and messages are hit.")
    private @Nullable Long seed;

    @Option(names = "--throttle", paramLabel = "PERCENT", description = "How many of 100 requests are refused.")
    private int throttle;

    @Option(names = "--duplicate", paramLabel = "PERCENT", description = "How many of 100 messages come again.")
    private int duplicate;

    @Option(names = "--reorder", paramLabel = "PERCENT", description = "How many of 100 receives are out of order.")
    private int reorder;

    @Option(names = "--latency", paramLabel = "DURATION", description = "Added to each request: 10ms.")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--services",
            paramLabel = "NAME",
            split = ",",
            description = "Which services (default: s3,dynamodb,sqs).")
    private List<String> services = List.of("s3", "dynamodb", "sqs");

    @Option(names = "--for", paramLabel = "DURATION", description = "How long (default: until off, or its end).")
    private @Nullable Duration length;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    LocalChaosCommand(Context context) {
        this.context = context;
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        boolean isOff = "off".equals(word);
        if (word != null && !isOff && !word.equals("status")) {
            throw LabctlException.usage("'" + word + "' is nothing chaos can do", "labctl local chaos off|status");
        }
        if (word != null && seed != null) {
            throw LabctlException.usage("chaos begins with --seed, or is " + word, "labctl local chaos " + word);
        }
        Map<String, Object> plan = plan();
        Output talk = output.open();
        Admin admin =
                new Admin(new Clouds(context).localCloud().start(talk::say).cloud());
        if (isOff) {
            talk.write(new Tree(admin.endChaos()));
        } else {
            talk.write(new Tree(plan.isEmpty() ? admin.chaos() : admin.beginChaos(plan)));
        }
        return 0;
    }

    /** What is asked for; empty when nothing is. */
    private Map<String, Object> plan() {
        boolean hasFaults = throttle != 0 || duplicate != 0 || reorder != 0 || !latency.isZero();
        if (seed == null) {
            if (hasFaults || length != null) {
                throw LabctlException.usage("chaos needs a seed", "labctl local chaos --seed 1 --throttle 5");
            }
            return Map.of();
        }
        if (!hasFaults) {
            throw LabctlException.usage(
                    "this chaos would do nothing", "--throttle 5, --duplicate 5, --reorder 20 or --latency 10ms");
        }
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("seed", seed);
        plan.put("throttle", throttle);
        plan.put("duplicate", duplicate);
        plan.put("reorder", reorder);
        plan.put("latency", latency.toString());
        plan.put("services", services);
        if (length != null) {
            plan.put("for", length.toString());
        }
        return plan;
    }
}
