package dev.labctl.cli.lab.dbreplication;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.fault.FailureDestination;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.FunctionVariable;
import dev.labctl.cli.lab.fault.IngressPort;
import dev.labctl.cli.lab.fault.RuleSwitch;
import dev.labctl.cli.lab.fault.Spoilers;
import java.util.List;

/** How a copy between databases breaks: it does not start, cannot log in, is not let in, or fails unnoticed. */
final class InventoryFaults implements Breakable {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "missed-hours",
                    "the backup gets old",
                    List.of("runs-hourly"),
                    "the rule that runs the copy every hour was disabled",
                    List.of(
                            "labctl invoke db-backup copies. When does it run by itself?",
                            "Look at the state of the rule: labctl outputs db-replication names it, aws events describe-rule tells."),
                    lab -> new RuleSwitch(lab.output("ScheduleName")),
                    Spoilers.off()),
            new Fault(
                    "stale-login",
                    "copies fail",
                    List.of("copy-equal"),
                    "the variable TARGET_DB_SECRET_ARN of db-backup names the primary's secret, so that it logs in to the backup with a password that is not the backup's",
                    List.of(
                            "labctl invoke db-backup says which database refuses, and why.",
                            "The password is wrong, and secrets are rotated: does the function read the right one? Compare its environment with labctl outputs db-replication."),
                    lab -> new FunctionVariable(lab.output(DbReplicationLab.REPLICATOR), "TARGET_DB_SECRET_ARN"),
                    Spoilers.output("PrimarySecretArn")),
            new Fault(
                    "wall",
                    "nothing reaches the databases",
                    List.of("copy-equal"),
                    "the rule of the databases' security group lets the functions in by port 5433 instead of 5432",
                    List.of(
                            "labctl invoke db-backup waits, then says that nothing answers. Do the databases run? labctl outputs db-replication names them.",
                            "They run, and the functions have not moved. Who lets them in, and by which port? Look at the rules of the security group in the output DatabaseSecurityGroupId."),
                    lab -> new IngressPort(
                            lab.output("DatabaseSecurityGroupId"), lab.output("FunctionSecurityGroupId")),
                    Spoilers.set("5433")),
            new Fault(
                    "lost-failures",
                    "copies that fail are forgotten",
                    List.of("failed-runs-kept"),
                    "the on-failure destination of db-backup was removed",
                    List.of(
                            "The copy works. And if it fails three times at night?",
                            "Failed runs should wait in a queue. Compare aws lambda get-function-event-invoke-config with the template."),
                    lab -> new FailureDestination(lab.output(DbReplicationLab.REPLICATOR)),
                    Spoilers.gone()));

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }
}
