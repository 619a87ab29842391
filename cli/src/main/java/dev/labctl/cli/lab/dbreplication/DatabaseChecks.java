package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.cloud.Rds;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Optional;

/** Checks how the databases are kept. */
final class DatabaseChecks {
    private DatabaseChecks() {}

    /** Both are encrypted, out of reach from outside, and their passwords are kept by Secrets Manager. */
    static Check closed() {
        return new Check(
                "databases-closed",
                "both databases are encrypted, private, and leave their passwords to Secrets Manager",
                DatabaseChecks::checkClosed);
    }

    private static CheckResult checkClosed(Verification run) {
        String group = run.deployment().output("DatabaseSecurityGroupId");
        Findings findings = new Findings();
        for (String output : List.of("PrimaryInstanceId", "BackupInstanceId")) {
            String id = run.deployment().output(output);
            Optional<Rds.Instance> found = run.cloud().rds().instance(id);
            if (found.isEmpty()) {
                findings.problem("there is no database instance " + id);
                continue;
            }
            Rds.Instance instance = found.get();
            require(findings, instance.isEncrypted(), id + " is not encrypted");
            require(findings, !instance.isPublic(), id + " can be reached from the internet");
            require(
                    findings,
                    instance.managedSecret().isPresent(),
                    id + " does not leave its password to Secrets Manager");
            require(
                    findings,
                    instance.securityGroups().equals(List.of(group)),
                    "%s is in the security groups %s, not only in %s".formatted(id, instance.securityGroups(), group));
            findings.evidence("%s: PostgreSQL %s, %s".formatted(id, instance.engineVersion(), instance.status()));
        }
        return findings.result();
    }

    private static void require(Findings findings, boolean holds, String problem) {
        if (!holds) {
            findings.problem(problem);
        }
    }
}
