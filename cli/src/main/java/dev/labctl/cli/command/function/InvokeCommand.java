package dev.labctl.cli.command.function;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.cloud.StackResource;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.lab.FunctionFailure;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.output.Json;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "invoke", description = "Run a function of a lab, or any function, and print what it answers.")
public final class InvokeCommand implements Callable<Integer> {
    private static final String FUNCTION = "AWS::Lambda::Function";
    private static final long LARGEST_PAYLOAD = 6L * 1024 * 1024;

    @Parameters(paramLabel = "LAB|FUNCTION", description = "A lab, or the name or ARN of a function.")
    @CompletedBy(Source.FUNCTION)
    private String subject;

    @Option(names = "--function", paramLabel = "NAME", description = "Which of the lab's functions; may be cut short.")
    @CompletedBy(Source.FUNCTION_OF_LAB)
    private @Nullable String function;

    @Option(names = "--payload", paramLabel = "JSON|@FILE", description = "The event (default: {}).")
    @CompletedBy(Source.FILE)
    private @Nullable String payload;

    @Option(
            names = "--event",
            paramLabel = "NAME",
            description = "One of the lab's sample events, filled in with the stack's outputs.")
    @CompletedBy(Source.SAMPLE_EVENT)
    private @Nullable String event;

    @Option(names = "--tail", description = "Also show the end of the function's log.")
    private boolean tail;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public InvokeCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        if (event != null && payload != null) {
            throw LabctlException.usage("--event and --payload exclude each other", "give one of them");
        }
        String given = event == null
                ? payload()
                : SampleEvents.of(subject, context.distribution()).text(event);
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            String name = functionName(cloud);
            String sent = event == null ? given : filledIn(cloud, given);
            Lambda.Invocation answer = cloud.lambda().invoke(name, sent);
            if (tail || answer.failed()) {
                answer.logTail().lines().forEach(talk::say);
            }
            if (answer.failed()) {
                throw FunctionFailure.of(name, answer, cloud.target());
            }
            talk.write(new Answer(answer.payload()));
            return 0;
        }
    }

    private String filledIn(Cloud cloud, String sample) {
        return SampleEvents.filledIn(
                sample, DeployedLabs.stack(cloud, target.names(), subject).outputs());
    }

    private String payload() {
        String text = payload == null ? "{}" : payload;
        if (payload != null && payload.startsWith("@")) {
            Path file = Path.of(payload.substring(1));
            try {
                if (Files.size(file) > LARGEST_PAYLOAD) {
                    throw LabctlException.usage(file + " is larger than 6 MB, which Lambda does not take", "");
                }
                text = Files.readString(file);
            } catch (IOException e) {
                throw LabctlException.usage("cannot read the payload " + file + ": " + Reason.of(e), "--payload @FILE");
            }
        }
        try {
            Json.any(text);
            return text;
        } catch (UncheckedIOException e) {
            throw new LabctlException(
                    Failure.USAGE, "the payload is no JSON: " + text.strip(), "--payload '{\"key\": \"value\"}'", e);
        }
    }

    private String functionName(Cloud cloud) {
        Optional<Lab> lab =
                Labs.all().stream().filter(each -> each.slug().equals(subject)).findFirst();
        if (lab.isEmpty()) {
            return ofSomeLab(cloud).orElse(subject);
        }
        List<String> names = DeployedLabs.usable(cloud, target.names(), subject).resources().stream()
                .filter(resource -> resource.type().equals(FUNCTION))
                .map(StackResource::physicalId)
                .toList();
        List<String> chosen = names.stream()
                .filter(name -> function == null || name.equals(function) || name.contains(function))
                .toList();
        if (chosen.size() != 1) {
            throw LabctlException.usage(
                    function == null
                            ? "%s has %d functions".formatted(subject, names.size())
                            : "%s has %d functions like '%s'".formatted(subject, chosen.size(), function),
                    "choose with --function: " + String.join(", ", names));
        }
        return chosen.get(0);
    }

    /** A lab's function by its short name: {@code db-backup}. */
    private Optional<String> ofSomeLab(Cloud cloud) {
        return Labs.all().stream()
                .map(lab -> target.names().of(lab.slug()) + "-" + subject)
                .filter(name -> cloud.lambda().settings(name).isPresent())
                .findFirst();
    }

    private record Answer(String payload) implements Result {
        @Override
        public Object json() {
            Object value = Json.any(payload.isEmpty() ? "null" : payload);
            return value == null ? Optional.empty() : value;
        }

        @Override
        public void print(Text text) {
            text.line(payload);
        }
    }
}
