package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.TakesUploads;
import dev.labctl.cli.lab.check.AlarmChecks;
import dev.labctl.cli.lab.check.BucketChecks;
import dev.labctl.cli.lab.check.LogChecks;
import dev.labctl.cli.lab.check.RoleChecks;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/** Items put into a table are processed by instances that are launched when there is work and end by themselves. */
public final class FilePipelineLab implements Lab {
    static final String BUCKET = "FilesBucketName";
    static final String TABLE = "ItemsTableName";
    static final String QUEUE = "QueueUrl";
    static final String LAUNCHER = "LauncherFunctionName";

    @Override
    public String slug() {
        return "file-pipeline";
    }

    @Override
    public String summary() {
        return "copies the file of every item put into a table, on instances launched when there is work";
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(ItemChecks.all());
        checks.addAll(WorkerChecks.all());
        checks.add(LogChecks.written(List.of(new LogChecks.Logging(LAUNCHER, "LauncherLogGroupName", "{}"))));
        checks.add(AlarmChecks.armed());
        checks.add(RoleChecks.leastPrivilege("WorkerRole", List.of(new RoleChecks.Access("s3:DeleteObject", BUCKET))));
        checks.add(RoleChecks.allowed(
                "failed-copies-abortable",
                "a copy in parts that fails, of a file over 5 GiB, can be aborted, so that its parts do not stay",
                "WorkerRole",
                new RoleChecks.Access("s3:AbortMultipartUpload", BUCKET)));
        checks.addAll(BucketChecks.of(BUCKET));
        return checks;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(
                new PipelineFaults(), new ItemProcessing(), new ItemTraces(), new PipelineQueues(), (TakesUploads)
                        deployment -> deployment.output(BUCKET));
    }

    @Override
    public void cleanUp(Verification run) {
        for (String prefix : List.of(ProcessedItems.inputPrefix(run), ProcessedItems.outputPrefix(run))) {
            run.cloud().s3().bucket(run.deployment().output(BUCKET)).purge(prefix);
        }
        new Items(run.deployment()).deleteThoseOf(ProcessedItems.mark(run));
    }
}
