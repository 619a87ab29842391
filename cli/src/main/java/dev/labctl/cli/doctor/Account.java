package dev.labctl.cli.doctor;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.ServerClock;
import dev.labctl.cli.cloud.Sts.Caller;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.output.Durations;
import dev.labctl.cli.progress.PlannedStep;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.progress.Task;
import dev.labctl.cli.stack.SharedNetwork;
import dev.labctl.cli.stack.StackNames;
import dev.labctl.cli.stack.TemplateFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** An account of AWS, and what its credentials may do in one region. */
public final class Account {
    /** Signatures that are further away are refused. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    private final Cloud cloud;
    private final StackNames names;
    private final Function<String, TemplateFile> templates;

    /**
     * The account that this cloud is.
     *
     * @param templates the template of a lab, or of what is deployed beside labs
     */
    public Account(Cloud cloud, StackNames names, Function<String, TemplateFile> templates) {
        this.cloud = cloud;
        this.names = names;
        this.templates = templates;
    }

    /**
     * Looks at clock, quotas, and permissions for these labs.
     *
     * @throws LabctlException when nobody can ask the account anything
     */
    public List<Finding> examine(List<Lab> labs, Progress progress) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of("clock", this::clock));
        Caller caller = cloud.sts().caller();
        findings.add(Finding.of(
                "credentials", () -> "%s as %s".formatted(cloud.target().title(), caller.arn())));
        findings.addAll(new Quotas(cloud).examine(labs.size() + 1));
        findings.addAll(permissions(labs, new Permissions(cloud, names, caller), progress));
        return findings;
    }

    private String clock() throws IOException {
        Optional<Duration> ahead = ServerClock.ahead(cloud.target());
        if (ahead.isEmpty()) {
            return "%s does not tell the time".formatted(cloud.target().title());
        }
        Duration off = ahead.get().abs();
        if (off.compareTo(REFUSED) >= 0) {
            throw LabctlException.usage(
                    "this machine's clock is %s %s: signed requests are refused"
                            .formatted(Durations.readable(off), ahead.get().isNegative() ? "behind" : "ahead"),
                    "set it by the network: sudo timedatectl set-ntp true");
        }
        return "%s from AWS's, and up to %s are taken".formatted(Durations.readable(off), Durations.readable(REFUSED));
    }

    private List<Finding> permissions(List<Lab> labs, Permissions permissions, Progress progress) {
        List<Finding> findings = new ArrayList<>();
        List<PlannedStep> steps = labs.stream()
                .map(lab -> PlannedStep.of(lab.slug(), "", "permissions " + lab.slug()))
                .toList();
        try (Task task = progress.begin("simulating permissions").plan("lab", steps, 1)) {
            for (Lab lab : labs) {
                task.begin(lab.slug());
                findings.add(permissions(lab, permissions));
                task.end(lab.slug());
            }
        }
        return findings;
    }

    /** A lab that stands on another stands in its network, too. */
    private Set<String> types(Lab lab) {
        TemplateFile template = templates.apply(lab.slug());
        Set<String> types = new HashSet<>(template.resourceTypes());
        if (lab.standsOn().isEmpty() && SharedNetwork.isAskedFor(template)) {
            types.addAll(templates.apply(SharedNetwork.SLUG).resourceTypes());
        }
        return types;
    }

    /** Who may not ask IAM for a simulation may well deploy. */
    private Finding permissions(Lab lab, Permissions permissions) {
        String what = "permissions for " + lab.slug();
        try {
            return new Finding(what, Finding.Verdict.GOOD, permissions.requireFor(lab, types(lab)), "");
        } catch (CloudException e) {
            return new Finding(
                    what,
                    Finding.Verdict.UNSURE,
                    "cannot be simulated: " + e.text(),
                    "have iam:SimulatePrincipalPolicy and iam:GetRole allowed, or see with labctl deploy " + lab.slug()
                            + " --dry-run");
        } catch (LabctlException e) {
            return new Finding(what, Finding.Verdict.BAD, e.text(), e.fix());
        }
    }
}
