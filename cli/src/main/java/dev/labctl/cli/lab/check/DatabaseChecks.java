package dev.labctl.cli.lab.check;

import dev.labctl.cli.cloud.Rds;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.CheckResult;
import dev.labctl.cli.verify.Findings;
import dev.labctl.cli.verify.Verification;
import java.util.List;
import java.util.Optional;

/** How every lab's databases are kept. */
public final class DatabaseChecks {
    private DatabaseChecks() {}

    /**
     * The databases are encrypted, out of reach from outside, and their passwords are kept by Secrets Manager.
     *
     * @param instanceOutputs the stack outputs with the instances' ids
     */
    public static Check closed(String... instanceOutputs) {
        List<String> outputs = List.of(instanceOutputs);
        return outputs.size() == 1
                ? new Check(
                        "database-closed",
                        "the database is encrypted, private, and leaves its password to Secrets Manager",
                        run -> checkClosed(run, outputs))
                : new Check(
                        "databases-closed",
                        "all databases are encrypted, private, and leave their passwords to Secrets Manager",
                        run -> checkClosed(run, outputs));
    }

    private static CheckResult checkClosed(Verification run, List<String> instanceOutputs) {
        String group = run.deployment().output("DatabaseSecurityGroupId");
        Findings findings = new Findings();
        for (String output : instanceOutputs) {
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
