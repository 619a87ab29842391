package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.ContentTypes;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ProcessesItems;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.Deployment;
import dev.labctl.cli.stack.FileUpload;
import dev.labctl.cli.stack.Uploader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        description = "Submit files to be processed: upload them, or name what is in S3, or an item to be done again.")
public final class SubmitCommand implements Callable<Integer> {
    private static final Pattern CLIENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}");
    private static final Pattern PATH = Pattern.compile("s3://[^/]+/.+");

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files and folders to upload.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--client", paramLabel = "NAME", description = "Whose files they are (default: client_1).")
    private @Nullable String client;

    @Option(names = "--s3-path", paramLabel = "S3-PATH", description = "Files that are there: s3://bucket/key.")
    private List<String> s3Paths = new ArrayList<>();

    @Option(names = "--again", paramLabel = "ID", description = "Items that have failed or are finished.")
    @CompletedBy(Source.ITEM)
    private List<String> again = new ArrayList<>();

    @Option(names = "--lab", paramLabel = "LAB", description = "The lab (default: the one that processes files).")
    private @Nullable Lab lab;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public SubmitCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Lab asked = lab == null ? Labs.theOneWith(ProcessesItems.class, "process files") : lab;
        ProcessesItems able = Labs.capability(asked, ProcessesItems.class, "process files");
        requireOneKind();
        List<FileUpload> files = files(able);
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            Deployment deployment = DeployedLabs.usable(cloud, target.names(), asked.slug());
            // One by one: whatever stops this, the ids of those that are submitted are told.
            again.forEach(id -> talk.stream(new ItemLine(able.submitAgain(deployment, id))));
            if (!files.isEmpty()) {
                String bucket = able.inputBucket(deployment);
                new Uploader(cloud, progress).run(bucket, files, file -> object(bucket, file));
                files.stream()
                        .map(file -> "s3://%s/%s".formatted(bucket, file.key()))
                        .forEach(path -> talk.stream(new ItemLine(able.submit(deployment, path))));
            }
            s3Paths.forEach(path -> talk.stream(new ItemLine(able.submit(deployment, path))));
            int items = again.size() + files.size() + s3Paths.size();
            talk.say("labctl items --watch shows what becomes of %s".formatted(items == 1 ? "it" : "them"));
            return 0;
        }
    }

    private List<FileUpload> files(ProcessesItems able) {
        List<FileUpload> files = paths.isEmpty() ? List.of() : FileUpload.plan(paths, null, able.inputPrefix(client()));
        if (files.isEmpty() && s3Paths.isEmpty() && again.isEmpty()) {
            throw LabctlException.usage(
                    "there is no file in %s".formatted(paths.get(0)), "name files, or another folder");
        }
        return files;
    }

    private void requireOneKind() {
        if (paths.isEmpty() && s3Paths.isEmpty() && again.isEmpty()) {
            throw LabctlException.usage(
                    "there is nothing to submit", "labctl submit FILE..., or --s3-path s3://bucket/key, or --again ID");
        }
        if (client != null && paths.isEmpty()) {
            throw LabctlException.usage("--client is about files that are uploaded", "name the files, or leave it out");
        }
        Set<String> ids = new HashSet<>();
        again.stream().filter(id -> id.isEmpty() || !ids.add(id)).findFirst().ifPresent(id -> {
            throw LabctlException.usage(
                    id.isEmpty() ? "'' names no item" : "--again names item %s twice".formatted(id), "labctl items");
        });
        s3Paths.stream()
                .filter(path -> !PATH.matcher(path).matches())
                .findFirst()
                .ifPresent(path -> {
                    throw LabctlException.usage("'%s' is no path in S3".formatted(path), "--s3-path s3://bucket/key");
                });
    }

    private String client() {
        String name = client == null ? "client_1" : client;
        if (!CLIENT.matcher(name).matches()) {
            throw LabctlException.usage(
                    "'%s' cannot name a client".formatted(name),
                    "use up to 64 letters, digits, dots, dashes, underscores");
        }
        return name;
    }

    private static NewObject object(String bucket, FileUpload file) {
        return new NewObject(
                bucket, file.key(), Map.of("Content-Type", ContentTypes.guessed(file.key())), Map.of(), Map.of());
    }
}
