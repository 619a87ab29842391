package dev.labctl.localcloud.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;

/** Database instances. Their master passwords are Secrets Manager's, and are not asked for. */
final class DatabasesView implements View {
    @Override
    public String name() {
        return "databases";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String marker = null;
        do {
            DescribeDbInstancesResponse page = calls.call(
                    DescribeDbInstancesRequest.builder().marker(marker).build(), DescribeDbInstancesResponse.class);
            page.dbInstances().forEach(each -> items.add(new Item(each.dbInstanceIdentifier(), () -> row(each))));
            marker = page.marker();
        } while (marker != null && !marker.isEmpty());
        return items;
    }

    private static Facts row(DBInstance database) {
        return new Facts()
                .with("name", database.dbInstanceIdentifier())
                .with("status", database.dbInstanceStatus())
                .with("engine", database.engine() + " " + database.engineVersion())
                .with(
                        "endpoint",
                        database.endpoint() == null
                                ? null
                                : database.endpoint().address() + ":"
                                        + database.endpoint().port())
                .with("created", database.instanceCreateTime());
    }

    @Override
    public Facts details(Calls calls, String name) {
        DBInstance database = calls.call(
                        DescribeDbInstancesRequest.builder()
                                .dbInstanceIdentifier(name)
                                .build(),
                        DescribeDbInstancesResponse.class)
                .dbInstances()
                .get(0);
        return row(database)
                .with("class", database.dbInstanceClass())
                .with("database", database.dbName())
                .with("user", database.masterUsername())
                .with("storageGib", database.allocatedStorage())
                .with("backupDays", database.backupRetentionPeriod())
                .with("publiclyAccessible", database.publiclyAccessible())
                .with(
                        "masterSecretArn",
                        database.masterUserSecret() == null
                                ? null
                                : database.masterUserSecret().secretArn());
    }
}
