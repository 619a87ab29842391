package dev.labctl.cli.doctor;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Sts.Caller;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.stack.StackNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the caller may do, by simulation: IAM is asked what it would decide, and nothing is made. What service control
 * policies or permissions of a session take away is not in the answer.
 */
final class Permissions {
    private static final Pattern ARN = Pattern.compile("arn:([^:]+):(?:iam|sts)::(\\d+):(.+)");
    private static final Pattern SESSION = Pattern.compile("assumed-role/([^/]+)/.+");
    private static final int NAMED = 8;

    private final Cloud cloud;
    private final StackNames names;
    private final Caller caller;
    private final List<NeededPermission> table = NeededPermission.all();
    private final Map<String, List<String>> known = new HashMap<>();

    Permissions(Cloud cloud, StackNames names, Caller caller) {
        this.cloud = cloud;
        this.names = names;
        this.caller = caller;
    }

    /**
     * Whether the caller may deploy and destroy a lab.
     *
     * @param types of the resources that are deployed for it
     * @throws LabctlException {@link Failure#CREDENTIALS} with what is refused, when something is
     */
    String requireFor(Lab lab, Set<String> types) {
        Matcher arn = ARN.matcher(caller.arn());
        if (!arn.matches()) {
            throw LabctlException.usage("%s is nobody whose policies IAM knows".formatted(caller.arn()), "");
        }
        if (arn.group(3).equals("root")) {
            return "%s may do everything; a user or a role of less power is safer".formatted(caller.arn());
        }
        String principal = principal(arn.group(3));
        Map<String, String> values = Map.of(
                "partition", arn.group(1),
                "account", caller.account(),
                "region", cloud.region(),
                "stack", names.of(lab.slug()),
                "artifacts", names.artifactBucket(caller.account(), cloud.region()));
        List<NeededPermission> needed = table.stream()
                .filter(each -> each.type().equals(NeededPermission.LABCTL) || types.contains(each.type()))
                .toList();
        Set<String> refused = new TreeSet<>();
        needed.forEach(each -> refused.addAll(refused(principal, each, each.arn(values))));
        if (!refused.isEmpty()) {
            throw new LabctlException(
                    Failure.CREDENTIALS,
                    "%s may not %s".formatted(principal, named(refused)),
                    "have an administrator allow these actions on %s-*, or use another --profile"
                            .formatted(names.prefix()));
        }
        return "%d actions are allowed to %s"
                .formatted(
                        needed.stream().mapToInt(each -> each.actions().size()).sum(), principal);
    }

    /** A session has the policies of its role. */
    private String principal(String name) {
        Matcher session = SESSION.matcher(name);
        return session.matches() ? cloud.iam().roleArn(session.group(1)) : caller.arn();
    }

    private List<String> refused(String principal, NeededPermission needed, String arn) {
        return known.computeIfAbsent(
                arn + " " + needed.actions(), each -> cloud.iam().refused(principal, needed.actions(), arn));
    }

    private static String named(Set<String> refused) {
        List<String> first = new ArrayList<>(refused).subList(0, Math.min(NAMED, refused.size()));
        int more = refused.size() - first.size();
        return String.join(", ", first) + (more == 0 ? "" : " and %d more".formatted(more));
    }
}
