package dev.labctl.cli.command.data;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.NewObject;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.ContentTypes;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.TakesUploads;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.FileUpload;
import dev.labctl.cli.stack.Uploader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "upload", description = "Upload files, or all files of folders, into a lab's bucket.")
public final class UploadCommand implements Callable<Integer> {
    // Metadata travels in headers, and this is what RFC 9110 lets a header's name be.
    private static final Pattern HEADER_NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files and folders.")
    private List<Path> paths;

    @Option(names = "--lab", required = true, paramLabel = "LAB", description = "The lab whose bucket it is.")
    private Lab lab;

    @Option(names = "--key", paramLabel = "KEY", description = "The object's key, for one file (default: its name).")
    private @Nullable String key;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "What all keys begin with.")
    private String prefix = "";

    @Option(names = "--content-type", paramLabel = "TYPE", description = "For all files (default: by their names).")
    private @Nullable String contentType;

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "User metadata for all files.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag for all files.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public UploadCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        TakesUploads able = Labs.capability(lab, TakesUploads.class, "take uploads");
        if (tags.size() > 10) {
            throw LabctlException.usage("an object has at most 10 tags, not " + tags.size(), "give fewer --tag");
        }
        requireHeader("--content-type", contentType == null ? "" : contentType);
        metadata.forEach((name, value) -> requireHeader("--metadata " + name, value));
        metadata.keySet().stream()
                .filter(name -> !HEADER_NAME.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw LabctlException.usage(
                            "'%s' cannot name metadata".formatted(name), "use letters, digits and dashes");
                });
        List<FileUpload> files = FileUpload.plan(paths, key, prefix);
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk);
                Progress progress = target.progress(talk)) {
            String bucket = able.uploadBucket(DeployedLabs.usable(cloud, target.names(), lab.slug()));
            talk.write(new Uploads(context.interrupts()
                    .during(
                            () -> new Uploader(cloud, progress).run(bucket, files, file -> object(bucket, file)),
                            talk,
                            "files that were uploaded stay; the same command again uploads all",
                            () -> {})));
            return 0;
        }
    }

    /** What goes into a header stands on one line. */
    private static void requireHeader(String option, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw LabctlException.usage(
                    "%s has a line break or another control character: '%s'".formatted(option, Text.oneLine(value)),
                    "leave it out");
        }
    }

    private NewObject object(String bucket, FileUpload file) {
        String type = contentType == null ? ContentTypes.guessed(file.key()) : contentType;
        return new NewObject(bucket, file.key(), Map.of("Content-Type", type), metadata, tags);
    }

    private record Uploads(Uploader.Uploaded uploaded) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("bucket", uploaded.bucket());
            json.put("files", uploaded.files());
            json.put("bytes", uploaded.bytes());
            json.put("durationMs", uploaded.took().toMillis());
            return json;
        }

        @Override
        public void print(Text text) {
            if (uploaded.files().size() <= 20) {
                uploaded.files()
                        .forEach(file -> text.line("%s -> s3://%s/%s"
                                .formatted(
                                        Text.oneLine(file.file().toString()),
                                        uploaded.bucket(),
                                        Text.oneLine(file.key()))));
            }
            text.line("%d file%s, %,d bytes, in %s"
                    .formatted(
                            uploaded.files().size(),
                            uploaded.files().size() == 1 ? "" : "s",
                            uploaded.bytes(),
                            Durations.readable(uploaded.took())));
        }
    }
}
