package dev.labctl.cli.command.shared;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.local.Admin;
import dev.labctl.cli.cloud.local.LocalClock;
import dev.labctl.cli.cloud.local.LocalCloud;
import dev.labctl.cli.cloud.local.RunningCloud;
import dev.labctl.cli.command.shared.Settings.Name;
import dev.labctl.cli.command.shared.Settings.Setting;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.output.Text;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the cloud that was asked for, and says which one that is; the local one starts by itself. */
public final class Clouds {
    private final Context context;

    public Clouds(Context context) {
        this.context = context;
    }

    /** Opens the cloud; the caller closes it. */
    public Cloud open(CloudOptions options, Output output) {
        Target target = options.target();
        if (target.kind() == Target.Kind.AWS) {
            sayWhich(target, output);
            return new Cloud(target, null);
        }
        return openLocal(target, output);
    }

    /** Opens the local cloud, whichever cloud was asked for; the caller closes it. */
    public Cloud openLocal(CloudOptions options, Output output) {
        return openLocal(new Target(Target.Kind.LOCAL, null, options.localRegion(), null), output);
    }

    /** Opens the cloud without a word, unless it is a local one that does not run; the caller closes it. */
    public Optional<Cloud> openRunning(CloudOptions options) {
        Target target = options.target();
        return target.kind() == Target.Kind.AWS
                ? Optional.of(new Cloud(target, null))
                : localCloud().running().map(running -> local(target, running));
    }

    private static Cloud local(Target target, RunningCloud running) {
        return new Cloud(target.at(running.endpoint()), running.credentials(), new LocalClock(new Admin(running)));
    }

    private Cloud openLocal(Target target, Output output) {
        RunningCloud running = localCloud().start(output::say).cloud();
        if (!running.version().equals(Distribution.version())) {
            output.say("the local cloud runs version %s of labctl, this is %s; labctl local stop ends it"
                    .formatted(running.version(), Distribution.version()));
        }
        return reach(running, target, output);
    }

    /** Opens a local cloud that runs; the caller closes it. */
    public Cloud reach(RunningCloud running, Target target, Output output) {
        Cloud cloud = local(target, running);
        sayWhich(cloud.target(), output);
        return cloud;
    }

    private static void sayWhich(Target target, Output output) {
        output.say(output.talk().styled(Text.Style.QUIET, "target: " + target.title()));
    }

    /** The local cloud of this home, whether it runs or not. */
    public LocalCloud localCloud() {
        Settings settings = context.settings();
        return new LocalCloud(
                settings.home(), port(settings), context.distribution().localCloud());
    }

    private static int port(Settings settings) {
        Setting setting = settings.get(Name.LOCAL_PORT, null);
        @Nullable Integer port = setting.value().matches("\\d{1,5}") ? Integer.valueOf(setting.value()) : null;
        if (port == null || port < 1 || port > 65_535) {
            throw LabctlException.usage(
                    "'%s' is no port (from %s)".formatted(setting.value(), setting.origin()), "LABCTL_LOCAL_PORT=4566");
        }
        return port;
    }
}
