package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.fault.FailureDestination;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.FunctionPermission;
import dev.labctl.cli.lab.fault.FunctionVariable;
import dev.labctl.cli.lab.fault.RolePolicy;
import dev.labctl.cli.lab.fault.Spoilers;
import dev.labctl.cli.lab.fault.TableRecovery;
import java.util.List;

/** How a catalogue breaks: it is not told, may not read or write, or listens to another bucket. */
final class CatalogFaults implements Breakable {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "closed-door",
                    "new files get no row",
                    List.of("files-cataloged"),
                    "the permission of S3 to call the function was removed from its resource policy",
                    List.of(
                            "Upload a file, then look at labctl logs file-catalog: does the function run at all?",
                            "The bucket still names the function: aws s3api get-bucket-notification-configuration shows it. Naming is not enough: who lets S3 in? Compare aws lambda get-policy with the template."),
                    lab -> new FunctionPermission(
                            lab.output(FileCatalogLab.FUNCTION), lab.physicalId("CatalogerPermission")),
                    Spoilers.gone()),
            new Fault(
                    "read-only",
                    "new files get no row",
                    List.of("files-cataloged"),
                    "dynamodb:PutItem, with the whole statement AddRows, was removed from the function's role",
                    List.of(
                            "The function runs, and fails: labctl logs file-catalog names the request that was refused.",
                            "It may read files and may not write rows. Compare the role's policy with the template."),
                    lab -> new RolePolicy(lab.physicalId("CatalogerRole"), "file-cataloger"),
                    Spoilers.withoutAction("AddRows", "dynamodb:PutItem")),
            new Fault(
                    "blind",
                    "new files get no row",
                    List.of("files-cataloged"),
                    "s3:GetObjectVersion was removed from the statement ReadFiles of the function's role; the bucket is versioned",
                    List.of(
                            "The function runs, and fails: labctl logs file-catalog names the request that was refused.",
                            "It may read the file, but it reads the version that the event is about. Compare the role's policy with the template."),
                    lab -> new RolePolicy(lab.physicalId("CatalogerRole"), "file-cataloger"),
                    Spoilers.withoutAction("ReadFiles", "s3:GetObjectVersion")),
            new Fault(
                    "wrong-bucket",
                    "new files get no row",
                    List.of("files-cataloged"),
                    "the function's variable S3_BUCKET_NAME names another bucket, so that it refuses the events of its own",
                    List.of(
                            "The function runs, and fails: labctl logs file-catalog says what it does not like about the event.",
                            "Who tells the function whose events it takes? Compare its environment with labctl outputs file-catalog."),
                    lab -> new FunctionVariable(lab.output(FileCatalogLab.FUNCTION), "S3_BUCKET_NAME"),
                    Spoilers.with("-test")),
            new Fault(
                    "no-way-back",
                    "rows that are deleted by mistake are lost",
                    List.of("table-recoverable"),
                    "the point-in-time recovery of the table was switched off, to save its price",
                    List.of(
                            "Every file gets its row. What does labctl verify say that is not about rows?",
                            "Could the table be what it was an hour ago? aws dynamodb describe-continuous-backups tells."),
                    lab -> new TableRecovery(lab.output(FileCatalogLab.TABLE)),
                    Spoilers.off()),
            new Fault(
                    "lost-failures",
                    "events that fail are forgotten",
                    List.of("failed-events-kept"),
                    "the on-failure destination of the function was removed",
                    List.of(
                            "Every file gets its row, as long as the function succeeds. And if it fails three times?",
                            "Failed events should wait in a queue. Compare aws lambda get-function-event-invoke-config with the template."),
                    lab -> new FailureDestination(lab.output(FileCatalogLab.FUNCTION)),
                    Spoilers.gone()));

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }
}
