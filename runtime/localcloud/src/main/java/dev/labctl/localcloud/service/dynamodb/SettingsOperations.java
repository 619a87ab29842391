package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsStatus;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsAction;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsStatus;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoverySpecification;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** Time to live, point-in-time recovery, contributor insights, limits. */
final class SettingsOperations {
    private static final int DEFAULT_RECOVERY_DAYS = 35;

    private final Clock clock;
    private final TableCatalog catalog;
    private final ItemStore items;

    SettingsOperations(Clock clock, TableCatalog catalog, ItemStore items) {
        this.clock = clock;
        this.catalog = catalog;
        this.items = items;
    }

    UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        TimeToLiveSpecification asked = request.timeToLiveSpecification();
        new Constraints().required("timeToLiveSpecification", asked).check();
        new Constraints()
                .required("timeToLiveSpecification.enabled", asked.enabled())
                .required("timeToLiveSpecification.attributeName", asked.attributeName())
                .check();
        LiveTable table = catalog.named(call.region(), request.tableName());
        catalog.change(table, row -> {
            String now = row.settings().timeToLive();
            if (asked.enabled() && now != null) {
                throw AwsError.validation(
                        now.equals(asked.attributeName())
                                ? "TimeToLive is already enabled"
                                : "TimeToLive is active on a different AttributeName: current AttributeName is " + now);
            }
            if (!asked.enabled() && now == null) {
                throw AwsError.validation("TimeToLive is already disabled");
            }
            if (!asked.enabled() && now != null && !now.equals(asked.attributeName())) {
                throw AwsError.validation(
                        "TimeToLive is active on a different AttributeName: current AttributeName is " + now);
            }
            TableRow changed = row.with(row.settings().withTimeToLive(asked.enabled() ? asked.attributeName() : null));
            items.fillExpiries(changed);
            return changed;
        });
        return UpdateTimeToLiveResponse.builder().timeToLiveSpecification(asked).build();
    }

    DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        String attribute = catalog.named(call.region(), request.tableName())
                .row()
                .settings()
                .timeToLive();
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(TimeToLiveDescription.builder()
                        .attributeName(attribute)
                        .timeToLiveStatus(attribute == null ? TimeToLiveStatus.DISABLED : TimeToLiveStatus.ENABLED)
                        .build())
                .build();
    }

    UpdateContinuousBackupsResponse updateContinuousBackups(UpdateContinuousBackupsRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        PointInTimeRecoverySpecification asked = request.pointInTimeRecoverySpecification();
        new Constraints().required("pointInTimeRecoverySpecification", asked).check();
        new Constraints()
                .required(
                        "pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled",
                        asked.pointInTimeRecoveryEnabled())
                .atLeast("pointInTimeRecoverySpecification.recoveryPeriodInDays", asked.recoveryPeriodInDays(), 1)
                .atMost("pointInTimeRecoverySpecification.recoveryPeriodInDays", asked.recoveryPeriodInDays(), 35)
                .check();
        LiveTable table = recoverable(request.tableName(), call);
        Instant now = clock.instant();
        catalog.change(
                table,
                row -> row.with(
                        row.settings().withRecovery(recovery(row.settings().recovery(), asked, now))));
        return UpdateContinuousBackupsResponse.builder()
                .continuousBackupsDescription(backups(table.row(), now))
                .build();
    }

    private static TableSettings.@Nullable Recovery recovery(
            TableSettings.@Nullable Recovery before, PointInTimeRecoverySpecification asked, Instant now) {
        if (!Boolean.TRUE.equals(asked.pointInTimeRecoveryEnabled())) {
            return null;
        }
        Integer days = asked.recoveryPeriodInDays();
        return new TableSettings.Recovery(
                before == null ? now : before.since(), days == null ? DEFAULT_RECOVERY_DAYS : days);
    }

    DescribeContinuousBackupsResponse describeContinuousBackups(DescribeContinuousBackupsRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(
                        backups(recoverable(request.tableName(), call).row(), clock.instant()))
                .build();
    }

    private LiveTable recoverable(String name, Call call) {
        return catalog.find(call.region(), name)
                .orElseThrow(
                        () -> AwsError.of(400, "TableNotFoundException", "Table not found: " + TableNames.name(name)));
    }

    private static ContinuousBackupsDescription backups(TableRow row, Instant now) {
        TableSettings.Recovery recovery = row.settings().recovery();
        PointInTimeRecoveryDescription.Builder description = PointInTimeRecoveryDescription.builder();
        if (recovery == null) {
            description.pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.DISABLED);
        } else {
            Instant horizon = now.minus(Duration.ofDays(recovery.days()));
            description
                    .pointInTimeRecoveryStatus(PointInTimeRecoveryStatus.ENABLED)
                    .recoveryPeriodInDays(recovery.days())
                    .earliestRestorableDateTime(recovery.since().isAfter(horizon) ? recovery.since() : horizon)
                    .latestRestorableDateTime(now);
        }
        return ContinuousBackupsDescription.builder()
                .continuousBackupsStatus(ContinuousBackupsStatus.ENABLED)
                .pointInTimeRecoveryDescription(description.build())
                .build();
    }

    UpdateContributorInsightsResponse updateInsights(UpdateContributorInsightsRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        boolean enable = request.contributorInsightsAction() == ContributorInsightsAction.ENABLE;
        LiveTable table = catalog.named(call.region(), request.tableName());
        catalog.change(table, row -> row.with(row.settings().withInsights(enable)));
        return UpdateContributorInsightsResponse.builder()
                .tableName(table.row().name())
                .indexName(request.indexName())
                .contributorInsightsStatus(
                        enable ? ContributorInsightsStatus.ENABLING : ContributorInsightsStatus.DISABLING)
                .build();
    }

    DescribeContributorInsightsResponse describeInsights(DescribeContributorInsightsRequest request, Call call) {
        Constraints.requireTableName(request.tableName());
        TableRow row = catalog.named(call.region(), request.tableName()).row();
        return DescribeContributorInsightsResponse.builder()
                .tableName(row.name())
                .indexName(request.indexName())
                .contributorInsightsStatus(
                        row.settings().hasInsights()
                                ? ContributorInsightsStatus.ENABLED
                                : ContributorInsightsStatus.DISABLED)
                .build();
    }

    DescribeLimitsResponse limits(DescribeLimitsRequest request, Call call) {
        return DescribeLimitsResponse.builder()
                .accountMaxReadCapacityUnits(80_000L)
                .accountMaxWriteCapacityUnits(80_000L)
                .tableMaxReadCapacityUnits(40_000L)
                .tableMaxWriteCapacityUnits(40_000L)
                .build();
    }

    /** The table an ARN names, for tags and policies. */
    static LiveTable byArn(TableCatalog catalog, @Nullable String arn, Call call) {
        new Constraints().required("resourceArn", arn).check();
        String given = arn == null ? "" : arn;
        String[] parts = given.split(":", 6);
        if (parts.length < 6 || !parts[5].startsWith("table/")) {
            throw AwsError.validation("Invalid TableArn: Invalid ResourceArn provided as input " + given);
        }
        String table = TableNames.name(given);
        return catalog.find(parts[3], table)
                .filter(found -> parts[3].equals(call.region()))
                .orElseThrow(() -> AwsError.of(
                        400,
                        "ResourceNotFoundException",
                        "Requested resource not found: ResourcArn: " + given + " not found"));
    }

    /** Tags as a map, in order. */
    static Map<String, String> tags(List<software.amazon.awssdk.services.dynamodb.model.Tag> tags) {
        Map<String, String> map = new LinkedHashMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }
}
