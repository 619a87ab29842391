package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;

/** Whether a table can be restored to any second of the last weeks: {@link Part#ON} or {@link Part#OFF}. */
public record TableRecovery(String table) implements Part {

    @Override
    public String title() {
        return "the point-in-time recovery of the table " + table;
    }

    @Override
    public List<String> address() {
        return List.of(table);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.dynamoDb()
                .settings(table)
                .map(found -> found.pointInTimeRecovery() ? ON : OFF)
                .orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.dynamoDb().setPointInTimeRecovery(table, value.equals(ON));
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return "aws dynamodb update-continuous-backups --table-name %s --point-in-time-recovery-specification %s"
                .formatted(Part.word(table), "PointInTimeRecoveryEnabled=" + value.equals(ON));
    }
}
