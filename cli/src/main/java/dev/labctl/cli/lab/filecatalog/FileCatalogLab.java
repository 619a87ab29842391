package dev.labctl.cli.lab.filecatalog;

import dev.labctl.cli.lab.Capability;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.ListsCatalog;
import dev.labctl.cli.lab.TakesUploads;
import dev.labctl.cli.lab.check.AlarmChecks;
import dev.labctl.cli.lab.check.BucketChecks;
import dev.labctl.cli.lab.check.FunctionChecks;
import dev.labctl.cli.lab.check.RoleChecks;
import dev.labctl.cli.verify.Check;
import dev.labctl.cli.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/** Every object created in a bucket gets a row in a table. */
public final class FileCatalogLab implements Lab {
    static final String BUCKET = "FilesBucketName";
    static final String TABLE = "CatalogTableName";
    static final String FUNCTION = "CatalogerFunctionName";

    @Override
    public String slug() {
        return "file-catalog";
    }

    @Override
    public String summary() {
        return "writes a row with properties and a preview for every file put into a bucket";
    }

    @Override
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>(RowChecks.all());
        checks.addAll(EventChecks.all());
        checks.addAll(
                new FunctionChecks(FUNCTION, "CatalogerLogGroupName", "FailedEventsQueueUrl", "CatalogerErrorsAlarm")
                        .all());
        checks.add(AlarmChecks.armed());
        checks.add(RoleChecks.leastPrivilege(
                "CatalogerRole",
                List.of(
                        new RoleChecks.Access("s3:PutObject", BUCKET),
                        new RoleChecks.Access("s3:DeleteObject", BUCKET))));
        checks.addAll(BucketChecks.of(BUCKET));
        return checks;
    }

    @Override
    public List<Capability> capabilities() {
        return List.of(
                new CatalogFaults(),
                new CatalogTraces(),
                (TakesUploads) deployment -> deployment.output(BUCKET),
                (ListsCatalog) (deployment, key) -> new Catalog(deployment).rows(key));
    }

    @Override
    public void cleanUp(Verification run) {
        run.cloud().s3().bucket(run.deployment().output(BUCKET)).purge(CatalogedFiles.prefix(run));
        new Catalog(run.deployment()).deleteRowsUnder(CatalogedFiles.prefix(run));
    }
}
