package dev.labctl.cli.command.practice;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.StackDescription;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.fault.BrokenLab;
import dev.labctl.cli.lab.fault.BrokenLabs;
import dev.labctl.cli.lab.fault.Practice;
import dev.labctl.cli.stack.StackNames;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Parameters;

/** The lab that is practised on: shared by the verbs that break, hint and heal. */
final class PracticeOptions {
    @Parameters(paramLabel = "LAB", description = "The lab to practise on.")
    private Lab lab;

    private final Context context;

    PracticeOptions(Context context) {
        this.context = context;
    }

    /** The lab's name. */
    String slug() {
        return lab.slug();
    }

    /** How the lab can be broken. */
    Breakable breakable() {
        return Labs.capability(lab, Breakable.class, "be broken");
    }

    /** The records of a cloud's broken labs. */
    BrokenLabs records(Cloud cloud) {
        return BrokenLabs.of(context.settings().home(), cloud);
    }

    /** What breaks and heals labs of a cloud. */
    Practice practice(Cloud cloud) {
        return new Practice(cloud, records(cloud));
    }

    /** The lab's stack, if it is deployed. */
    Optional<StackDescription> stack(Cloud cloud, StackNames names) {
        return cloud.cloudFormation().describe(names.of(slug())).filter(found -> !found.status()
                .equals("REVIEW_IN_PROGRESS"));
    }

    /**
     * What is broken.
     *
     * @throws LabctlException exit code 3 when the lab is not deployed, 2 when nothing is broken
     */
    BrokenLab broken(Cloud cloud, StackNames names) {
        Optional<BrokenLab> broken = records(cloud).find(names.of(slug()));
        if (broken.isEmpty()) {
            DeployedLabs.stack(cloud, names, slug());
        }
        return broken.orElseThrow(
                () -> LabctlException.usage("nothing of %s is broken".formatted(slug()), "labctl break " + slug()));
    }

    /** Runs an action while no other labctl breaks or heals the lab. */
    <T> T alone(Cloud cloud, StackNames names, Supplier<T> action) {
        return records(cloud).alone(names.of(slug()), action);
    }
}
