package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks where the database's password is not. */
final class SecretChecks {
    /** All that the functions are told; AWS_REGION and kin come from the platform. */
    private static final Set<String> VARIABLES =
            Set.of("RDS_HOST", "RDS_PORT", "RDS_DATABASE", "RDS_SECRET_ARN", "DYNAMODB_TABLE_NAME");

    private SecretChecks() {}

    static Check passwordOutOfSight() {
        return new Check(
                "secrets-not-in-environment",
                "the functions are told where the database's password is kept, and nothing else that is secret",
                SecretChecks::outOfSight);
    }

    private static CheckResult outOfSight(Verification run) {
        String secret = run.deployment().output("SecretArn");
        Findings findings = new Findings();
        for (String output : List.of(TodoApiLab.FUNCTION, TodoApiLab.CLEANER)) {
            String function = run.deployment().output(output);
            Lambda.FunctionSettings settings = run.cloud()
                    .lambda()
                    .settings(function)
                    .orElseThrow(() -> new LabctlException(
                            Failure.CHECKS_FAILED, "there is no function " + function, "deploy the lab again"));
            Set<String> unknown = new TreeSet<>(settings.environment().keySet());
            unknown.removeAll(VARIABLES);
            if (!unknown.isEmpty()) {
                findings.problem("the environment of %s has %s as well".formatted(function, unknown));
            }
            if (!secret.equals(settings.environment().get("RDS_SECRET_ARN"))) {
                findings.problem("%s is not told to use %s".formatted(function, secret));
            }
            findings.evidence("%s: %s"
                    .formatted(function, new TreeSet<>(settings.environment().keySet())));
        }
        return findings.result();
    }
}
