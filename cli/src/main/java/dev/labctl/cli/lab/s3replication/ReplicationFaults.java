package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.lab.Breakable;
import dev.labctl.cli.lab.fault.AlarmSwitch;
import dev.labctl.cli.lab.fault.BucketEvents;
import dev.labctl.cli.lab.fault.Fault;
import dev.labctl.cli.lab.fault.FunctionConcurrency;
import dev.labctl.cli.lab.fault.FunctionPermission;
import dev.labctl.cli.lab.fault.FunctionVariable;
import dev.labctl.cli.lab.fault.PublicAccess;
import dev.labctl.cli.lab.fault.RolePolicy;
import dev.labctl.cli.lab.fault.Spoilers;
import java.util.List;

/** How a replication breaks: it is not told, not allowed, sent astray, or kept from running. */
final class ReplicationFaults implements Breakable {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "silent-bucket",
                    "new objects get no replica",
                    List.of("objects-replicated"),
                    "the notification configuration of the primary bucket was emptied, as by a tool that writes the whole of it",
                    List.of(
                            "Put a file into the primary bucket, then look at labctl logs s3-replication: does the function run at all?",
                            "It is never called, and nothing is wrong with it: labctl invoke s3-replication --event object-created works. Who should call it? Look at the settings of the primary bucket."),
                    lab -> new BucketEvents(lab.output(S3ReplicationLab.PRIMARY)),
                    Spoilers.gone()),
            new Fault(
                    "closed-door",
                    "new objects get no replica",
                    List.of("objects-replicated"),
                    "the permission of S3 to call the function was removed from its resource policy",
                    List.of(
                            "Put a file into the primary bucket, then look at labctl logs s3-replication: does the function run at all?",
                            "The bucket still names the function: aws s3api get-bucket-notification-configuration shows it. Naming is not enough: who lets S3 in? Compare aws lambda get-policy with the template."),
                    lab -> new FunctionPermission(
                            lab.output(S3ReplicationLab.FUNCTION), lab.physicalId("ReplicatorPermission")),
                    Spoilers.gone()),
            new Fault(
                    "picky-copies",
                    "some objects get no replica",
                    List.of("tags-kept"),
                    "s3:PutObjectTagging was removed from the statement WriteReplica of the function's role",
                    List.of(
                            "Some objects are copied and some are not. What do those have that are not? labctl logs s3-replication names the request that failed.",
                            "Copying an object with tags takes a permission more than copying one without. Compare the role's policy with the template."),
                    lab -> new RolePolicy(lab.physicalId("ReplicatorRole"), "s3-replicator"),
                    Spoilers.withoutAction("WriteReplica", "s3:PutObjectTagging")),
            new Fault(
                    "lost-address",
                    "new objects get no replica",
                    List.of("objects-replicated"),
                    "the function's variable DEST_BUCKET names a bucket that does not exist",
                    List.of(
                            "The function runs, and fails: labctl logs s3-replication says what it asked for.",
                            "Who tells the function where the replicas go? Compare its environment with labctl outputs s3-replication."),
                    lab -> new FunctionVariable(lab.output(S3ReplicationLab.FUNCTION), "DEST_BUCKET"),
                    Spoilers.with("-old")),
            new Fault(
                    "no-room",
                    "new objects get no replica",
                    List.of("objects-replicated"),
                    "the function's reserved concurrency was set to 0, the emergency stop that nobody took back",
                    List.of(
                            "Put a file into the primary bucket, then look at labctl logs s3-replication: does the function run at all?",
                            "Call it yourself: labctl invoke s3-replication --event object-created. The answer names what keeps it from running."),
                    lab -> new FunctionConcurrency(lab.output(S3ReplicationLab.FUNCTION)),
                    Spoilers.set("0")),
            new Fault(
                    "open-bucket",
                    "somebody could read the replicas",
                    List.of("buckets-private"),
                    "the public access block of the backup bucket was taken away",
                    List.of(
                            "All objects are copied. What does labctl verify say that is not about copies?",
                            "Which bucket could be made public? Compare aws s3api get-public-access-block of both."),
                    lab -> new PublicAccess(
                            lab.output(S3ReplicationLab.BACKUP), lab.cloud().region()),
                    Spoilers.off()),
            new Fault(
                    "quiet-failures",
                    "nobody hears of failures",
                    List.of("alarms-armed"),
                    "the actions of the alarm on failed events were switched off, as for a maintenance that is long over",
                    List.of(
                            "All objects are copied. Who would notice if they were not?",
                            "An alarm may go off and tell nobody: look at ActionsEnabled in aws cloudwatch describe-alarms."),
                    lab -> new AlarmSwitch(lab.physicalId("FailedEventsAlarm")),
                    Spoilers.off()));

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }
}
