package dev.labctl.cli.lab.check;

import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;

/** What a lab's role must not be able to do, and what it must although no exercise needs it. */
public final class RoleChecks {
    private RoleChecks() {}

    /**
     * An action on any object of a bucket.
     *
     * @param bucketOutput the stack output with the bucket's name
     */
    public record Access(String action, String bucketOutput) {
        private String object(Verification run) {
            return "arn:aws:s3:::%s/any-object".formatted(run.deployment().output(bucketOutput));
        }
    }

    /** IAM itself says that the role may do none of this. */
    public static Check leastPrivilege(String roleLogicalId, List<Access> forbidden) {
        return new Check(
                "least-privilege",
                "the function's role may not do what the function never does",
                run -> check(run, roleLogicalId, forbidden));
    }

    /** IAM itself says that the role may do this. */
    public static Check allowed(String name, String claim, String roleLogicalId, Access needed) {
        return new Check(name, claim, run -> {
            String role = run.deployment().physicalId(roleLogicalId);
            String object = needed.object(run);
            String decision = run.cloud().iam().simulate(role, needed.action(), object);
            return decision.equals("allowed")
                    ? CheckResult.passed("%s on %s: %s".formatted(needed.action(), object, decision))
                    : CheckResult.failed(
                            "role %s may not %s on %s: %s".formatted(role, needed.action(), object, decision));
        });
    }

    private static CheckResult check(Verification run, String roleLogicalId, List<Access> forbidden) {
        String role = run.deployment().physicalId(roleLogicalId);
        Findings findings = new Findings();
        for (Access each : forbidden) {
            String object = each.object(run);
            String decision = run.cloud().iam().simulate(role, each.action(), object);
            findings.evidence("%s on %s: %s".formatted(each.action(), object, decision));
            if (decision.equals("allowed")) {
                findings.problem("role %s may %s on %s".formatted(role, each.action(), object));
            }
        }
        return findings.result();
    }
}
