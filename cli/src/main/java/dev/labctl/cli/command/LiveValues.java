package dev.labctl.cli.command;

import dev.labctl.cli.cloud.AwsProfiles;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.function.SampleEvents;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.completion.Completer;
import dev.labctl.cli.completion.Completion;
import dev.labctl.cli.completion.Place;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.completion.Values;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * The values there are now in the cloud that the line names. A local cloud that does not run is not started for it, and
 * nobody waits for a cloud that does not answer: then there are none.
 */
final class LiveValues implements Values {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<String> TARGET_OPTIONS =
            List.of("--target", "--profile", "--region", "--endpoint-url", "--stack-prefix");

    private final Context context;

    LiveValues(Context context) {
        this.context = context;
    }

    @Override
    public List<Completion> of(Source source, Place place, String begun) {
        return switch (source) {
            case PROFILE -> AwsProfiles.names().stream().map(Completion::of).toList();
            case REGION -> AwsProfiles.regions().stream().map(Completion::of).toList();
            case CHECK ->
                lab(place).stream()
                        .flatMap(lab -> lab.checks().stream())
                        .map(check -> new Completion(check.name(), check.claim()))
                        .toList();
            case SCENARIO ->
                lab(place).stream()
                        .filter(lab -> Labs.with(Breakable.class).contains(lab))
                        .flatMap(lab -> Labs.capability(lab, Breakable.class, "be broken").faults().stream())
                        .map(fault -> new Completion(fault.name(), fault.about()))
                        .toList();
            case SAMPLE_EVENT ->
                lab(place).stream()
                        .flatMap(lab -> SampleEvents.of(lab.slug(), context.distribution()).names().stream())
                        .map(Completion::of)
                        .toList();
            default -> answeredInTime(source, place, begun);
        };
    }

    private static Optional<Lab> lab(Place place) {
        return place.given(Completer::isLab).flatMap(slug -> Labs.all().stream()
                .filter(lab -> lab.slug().equals(slug))
                .findFirst());
    }

    private List<Completion> answeredInTime(Source source, Place place, String begun) {
        try {
            return CompletableFuture.supplyAsync(() -> live(source, place, begun))
                    .completeOnTimeout(List.of(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LabctlException) {
                // What cannot be asked completes nothing; the command itself says why.
                return List.of();
            }
            throw e;
        }
    }

    private List<Completion> live(Source source, Place place, String begun) {
        CloudOptions target = target(place);
        Optional<Cloud> open = new Clouds(context).openRunning(target);
        if (open.isEmpty()) {
            return List.of();
        }
        try (Cloud cloud = open.get()) {
            return new CloudValues(cloud, target.names(), lab(place)).of(source, begun);
        }
    }

    private CloudOptions target(Place place) {
        CloudOptions target = new CloudOptions(context);
        List<String> given = new ArrayList<>();
        for (String name : TARGET_OPTIONS) {
            place.option(name).ifPresent(value -> given.addAll(List.of(name, value)));
        }
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("target", CommandLine.Model.CommandSpec.forAnnotatedObject(target)))
                .parseArgs(given.toArray(String[]::new));
        return target;
    }
}
