package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.fault.BucketVersioning;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.FunctionVariable;
import dev.labctl.cli.lab.fault.PublicAccess;
import dev.labctl.cli.lab.fault.RolePolicy;
import dev.labctl.cli.lab.fault.Spoilers;
import java.util.List;

/** How backups break: the function may not log in or write, is not let in, or what it keeps is not kept. */
final class BackupFaults implements Breakable {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "stale-login",
                    "backups fail",
                    List.of("backup-whole"),
                    "the function's variable DB_SECRET_ARN names a secret that is not the instance's",
                    List.of(
                            "labctl backup says what was refused, and by whom: it is not the database.",
                            "The function reads the database's password where RDS keeps it. Is it told the right place? Compare its environment with labctl outputs rds-backup."),
                    lab -> new FunctionVariable(lab.output(RdsBackupLab.FUNCTION), "DB_SECRET_ARN"),
                    Spoilers.with("-old")),
            new Fault(
                    "full-house",
                    "backups fail",
                    List.of("backup-whole"),
                    "s3:PutObject was removed from the statement KeepBackups of the function's role",
                    List.of(
                            "labctl backup says how far it got, and what was refused.",
                            "The dump begins, and cannot be stored. Compare the role's policy with the template."),
                    lab -> new RolePolicy(lab.physicalId("BackupRole"), "rds-backup"),
                    Spoilers.withoutAction("KeepBackups", "s3:PutObject")),
            new Fault(
                    "no-way-back",
                    "a backup that is overwritten is lost",
                    List.of("overwritten-backups-kept"),
                    "the versioning of the backup bucket was suspended",
                    List.of(
                            "Backups are made and are whole. What does labctl verify say of how they are kept?",
                            "aws s3api get-bucket-versioning tells whether a backup that is overwritten stays."),
                    lab -> new BucketVersioning(lab.output(RdsBackupLab.BUCKET), lab.output(RdsBackupLab.REGION)),
                    Spoilers.set("Suspended")),
            new Fault(
                    "open-bucket",
                    "somebody could read the backups",
                    List.of("buckets-private"),
                    "the public access block of the backup bucket was taken away",
                    List.of(
                            "Backups are made and are whole. Who could read them?",
                            "aws s3api get-public-access-block tells whether the bucket could be made public."),
                    lab -> new PublicAccess(lab.output(RdsBackupLab.BUCKET), lab.output(RdsBackupLab.REGION)),
                    Spoilers.off()));

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }
}
