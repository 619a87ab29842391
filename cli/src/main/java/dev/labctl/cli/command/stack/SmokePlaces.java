package dev.labctl.cli.command.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.cloud.local.PrivateCloud;
import dev.labctl.cli.cloud.local.PrivateClouds;
import dev.labctl.cli.cloud.local.RunningCloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.smoke.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The clouds of a smoke run: the account that was asked for, or private local clouds, one for each worker, since
 * verifications move a cloud's clock.
 */
final class SmokePlaces implements Places {
    private final Clouds clouds;
    private final Target target;
    private final boolean keep;
    private final Output talk;
    private final List<Cloud> open = new ArrayList<>();
    private final @Nullable PrivateClouds own;
    private @Nullable Cloud account;

    SmokePlaces(Context context, CloudOptions options, boolean keep, Output talk) {
        this.clouds = new Clouds(context);
        this.target = options.target();
        this.keep = keep;
        this.talk = talk;
        if (target.kind() == Target.Kind.LOCAL) {
            own = new PrivateClouds(
                    context.settings().home(), context.distribution().localCloud());
        } else {
            own = null;
            account = clouds.open(options, talk);
            open.add(account);
        }
    }

    /** What becomes of all this when the run is interrupted. */
    String whenInterrupted() {
        return own == null
                ? "what was deployed is still there; labctl destroy --all with the same target and prefix takes it away"
                : "its local clouds are taken away";
    }

    @Override
    public Cloud forWorker() {
        if (own == null) {
            return Objects.requireNonNull(account);
        }
        PrivateCloud cloud = own.next();
        RunningCloud running = cloud.start();
        Cloud opened = clouds.reach(running, target, talk);
        if (keep) {
            talk.say("keeping the local cloud at %s; to reach it: export LABCTL_HOME='%s' LABCTL_LOCAL_PORT=%d"
                    .formatted(running.endpoint(), cloud.home(), running.port()));
            talk.say("  then for other clients: eval \"$(labctl local env)\"; to end it: labctl local reset --yes");
        }
        synchronized (open) {
            open.add(opened);
        }
        return opened;
    }

    @Override
    public void close() {
        if (own != null) {
            if (keep) {
                own.keep();
            }
            own.close();
        }
    }

    /** Closes the connections. */
    void disconnect() {
        synchronized (open) {
            open.forEach(Cloud::close);
            open.clear();
        }
    }
}
