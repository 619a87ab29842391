package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.TakesUploads;
import dev.labctl.cli.verify.Check;
import java.util.List;

/** Items put into a table are processed by instances that are launched when there is work and end by themselves. */
public final class FilePipelineLab implements Lab {
    static final String BUCKET = "FilesBucketName";
    static final String TABLE = "ItemsTableName";

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
        return List.of();
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(
                new ItemProcessing(), new PipelineQueues(), (TakesUploads) deployment -> deployment.output(BUCKET));
    }
}
