package dev.labctl.cli.command.pipeline;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Instance;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Result;
import dev.labctl.cli.output.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "Show a log on the disk of an instance of the local cloud, as NDJSON with -o json.")
final class InstanceLogsCommand implements Callable<Integer> {
    private static final int LOOK_AGAIN_MILLIS = 250;

    @Parameters(paramLabel = "ID", description = "The instance: i-0123456789abcdef0.")
    @CompletedBy(Source.INSTANCE)
    private String id;

    @Option(names = "--file", paramLabel = "PATH", description = "The log (default: /home/ubuntu/sqs_worker.logs).")
    private String file = "/home/ubuntu/sqs_worker.logs";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on and show what comes, until the instance ends or Ctrl-C.")
    private boolean follow;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    InstanceLogsCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!file.startsWith("/")) {
            throw LabctlException.usage("'" + file + "' does not begin with a slash", "--file /var/log/cloud-init.log");
        }
        Target wanted = target.target();
        if (wanted.kind() != Target.Kind.LOCAL) {
            throw LabctlException.usage(
                    "only the local cloud lets labctl read the disk of an instance",
                    "aws ssm start-session --region %s --target %s, then: tail -f %s; or labctl instance console %s"
                            .formatted(wanted.region(), id, file, id));
        }
        Output talk = output.open();
        Clouds clouds = new Clouds(context);
        try (Cloud cloud = clouds.open(target, talk)) {
            Admin admin = new Admin(clouds.localCloud().start(talk::say).cloud());
            show(cloud, admin, talk);
            return 0;
        }
    }

    private void show(Cloud cloud, Admin admin, Output talk) throws InterruptedException {
        Lines lines = new Lines(talk);
        boolean goesOn = true;
        while (goesOn) {
            // Before the log: what an instance writes at its end is read after that.
            Instance instance = cloud.ec2().instance(id);
            goesOn = follow && instance.isStartingOrRunning() && talk.isRead();
            if (!copy(admin, lines) && !goesOn && lines.taken() == 0) {
                throw missing(instance);
            }
            if (goesOn) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        }
        lines.finish();
    }

    /** Shows what is new; returns whether the file is there. */
    private boolean copy(Admin admin, Lines lines) {
        Optional<byte[]> found = read(admin, lines);
        boolean isThere = found.isPresent();
        while (found.isPresent() && found.get().length > 0) {
            lines.take(found.get());
            found = read(admin, lines);
        }
        return isThere;
    }

    private Optional<byte[]> read(Admin admin, Lines lines) {
        return admin.file("ec2/" + id + file, lines.taken());
    }

    private LabctlException missing(Instance instance) {
        return instance.isStartingOrRunning()
                ? new LabctlException(
                        Failure.CLOUD, "there is no %s on %s".formatted(file, id), "labctl instance console " + id)
                : new LabctlException(
                        Failure.CLOUD,
                        "%s is %s: its disk is gone or has no %s".formatted(id, instance.state(), file),
                        "labctl instance console " + id);
    }

    /** Bytes made lines. */
    private static final class Lines {
        private final Output talk;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long taken;

        Lines(Output talk) {
            this.talk = talk;
        }

        long taken() {
            return taken;
        }

        void take(byte[] bytes) {
            taken += bytes.length;
            for (byte each : bytes) {
                if (each == '\n') {
                    write();
                } else {
                    line.write(each);
                }
            }
        }

        private void write() {
            talk.stream(new Line(line.toString(StandardCharsets.UTF_8)));
            line.reset();
        }

        void finish() {
            if (line.size() > 0) {
                write();
            }
        }
    }

    private record Line(String message) implements Result {
        @Override
        public Object json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("message", message);
            return json;
        }

        @Override
        public void print(Text text) {
            text.line(message);
        }
    }
}
