package dev.labctl.localcloud.service.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.time.CloudClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutDashboardResponse;

/** The operations on dashboards: they are kept, not drawn. */
final class DashboardOperations {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PAGE = 1000;

    private final CloudClock clock;
    private final AlarmTables tables;

    DashboardOperations(CloudClock clock, AlarmTables tables) {
        this.clock = clock;
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                PutDashboardRequest.class,
                AccessRule.on("cloudwatch:PutDashboard", (request, call) -> arn(call, request.dashboardName())),
                this::put);
        operations.on(
                GetDashboardRequest.class,
                AccessRule.on("cloudwatch:GetDashboard", (request, call) -> arn(call, request.dashboardName())),
                this::get);
        operations.on(
                ListDashboardsRequest.class,
                AccessRule.on("cloudwatch:ListDashboards", (request, call) -> arn(call, "*")),
                this::list);
        operations.on(
                DeleteDashboardsRequest.class,
                (request, call) -> request.dashboardNames().stream()
                        .map(name -> Access.to("cloudwatch:DeleteDashboards", arn(call, name)))
                        .toList(),
                this::delete);
    }

    /** Dashboards belong to no region. */
    private static String arn(Call call, String name) {
        return "arn:aws:cloudwatch::" + call.accountId() + ":dashboard/" + name;
    }

    private PutDashboardResponse put(PutDashboardRequest request, Call call) {
        String name = request.dashboardName();
        if (name == null || !name.matches("[A-Za-z0-9_-]{1,255}")) {
            throw CloudWatchErrors.invalidValue("DashboardName", String.valueOf(name));
        }
        validate(request.dashboardBody());
        AlarmTables.Dashboard dashboard = new AlarmTables.Dashboard(name, request.dashboardBody(), clock.millis());
        tables.store.write(() -> tables.dashboards.put(name, dashboard));
        return PutDashboardResponse.builder()
                .dashboardValidationMessages(List.of())
                .build();
    }

    private static void validate(String body) {
        JsonNode json;
        try {
            json = JSON.readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            throw CloudWatchErrors.dashboardInvalid("/", "The field DashboardBody must be a valid JSON object");
        }
        if (!json.isObject()) {
            throw CloudWatchErrors.dashboardInvalid("/", "The field DashboardBody must be a valid JSON object");
        }
        if (!json.path("widgets").isArray()) {
            throw CloudWatchErrors.dashboardInvalid("/", "Should have required property 'widgets'");
        }
        for (int i = 0; i < json.path("widgets").size(); i++) {
            JsonNode widget = json.path("widgets").get(i);
            for (String required : List.of("type", "properties")) {
                if (!widget.has(required)) {
                    throw CloudWatchErrors.dashboardInvalid(
                            "/widgets/" + i, "Should have required property '" + required + "'");
                }
            }
        }
    }

    private AlarmTables.Dashboard require(String name) {
        return tables.dashboards.get(name).orElseThrow(() -> notFound(name));
    }

    private static AwsError notFound(String name) {
        return CloudWatchErrors.dashboardNotFound(name);
    }

    private GetDashboardResponse get(GetDashboardRequest request, Call call) {
        AlarmTables.Dashboard dashboard = require(request.dashboardName());
        return GetDashboardResponse.builder()
                .dashboardArn(arn(call, dashboard.name()))
                .dashboardName(dashboard.name())
                .dashboardBody(dashboard.body())
                .build();
    }

    private ListDashboardsResponse list(ListDashboardsRequest request, Call call) {
        String prefix = request.dashboardNamePrefix() == null ? "" : request.dashboardNamePrefix();
        Page<AlarmTables.Dashboard> page = Page.of(
                tables.dashboards.prefix(prefix).map(Map.Entry::getValue).toList(),
                AlarmTables.Dashboard::name,
                request.nextToken(),
                PAGE,
                () -> CloudWatchErrors.invalidToken(request.nextToken()));
        return ListDashboardsResponse.builder()
                .dashboardEntries(page.items().stream()
                        .map(dashboard -> DashboardEntry.builder()
                                .dashboardName(dashboard.name())
                                .dashboardArn(arn(call, dashboard.name()))
                                .lastModified(Instant.ofEpochMilli(dashboard.modifiedAt()))
                                .size((long) dashboard.body().getBytes(StandardCharsets.UTF_8).length)
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DeleteDashboardsResponse delete(DeleteDashboardsRequest request, Call call) {
        request.dashboardNames().forEach(this::require);
        tables.store.write(() -> request.dashboardNames().forEach(tables.dashboards::remove));
        return DeleteDashboardsResponse.builder().build();
    }
}
