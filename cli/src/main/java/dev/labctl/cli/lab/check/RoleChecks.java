package dev.labctl.cli.lab.check;

import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/** What a lab's role must not be able to do. */
public final class RoleChecks {
    private RoleChecks() {}

    /**
     * What a role must be refused.
     *
     * @param bucketOutput the stack output with the bucket's name
     */
    public record Forbidden(String action, String bucketOutput) {}

    /** IAM itself says that the role may do none of this. */
    public static Check leastPrivilege(String roleLogicalId, List<Forbidden> forbidden) {
        return new Check(
                "least-privilege",
                "the function's role may not do what the function never does",
                run -> check(run, roleLogicalId, forbidden));
    }

    private static CheckResult check(Verification run, String roleLogicalId, List<Forbidden> forbidden) {
        String role = run.deployment().physicalId(roleLogicalId);
        List<String> problems = new ArrayList<>();
        List<String> evidence = new ArrayList<>();
        for (Forbidden each : forbidden) {
            String object =
                    "arn:aws:s3:::%s/any-object".formatted(run.deployment().output(each.bucketOutput()));
            String decision = run.cloud().iam().simulate(role, each.action(), object);
            evidence.add("%s on %s: %s".formatted(each.action(), object, decision));
            if (decision.equals("allowed")) {
                problems.add("role %s may %s on %s".formatted(role, each.action(), object));
            }
        }
        return CheckResult.of(problems, evidence);
    }
}
