package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Constraints;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.core.PassedRole;
import dev.labctl.localcloud.core.SdkState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;

/** Making, changing, showing and deleting schedules. */
final class ScheduleOperations {
    static final int MOST_PER_PAGE = 100;
    private static final String CREATE = "CreateSchedule";
    private static final String DELETE = "DeleteSchedule";

    private final CloudEnvironment environment;
    private final SchedulerTables tables;
    private final ClientTokens tokens;
    private final Ticks ticks;

    ScheduleOperations(CloudEnvironment environment, SchedulerTables tables, ClientTokens tokens, Ticks ticks) {
        this.environment = environment;
        this.tables = tables;
        this.tokens = tokens;
        this.ticks = ticks;
    }

    void register(Operations operations) {
        operations.on(
                CreateScheduleRequest.class,
                AccessRule.on("scheduler:CreateSchedule", (q, call) -> arn(call, q.groupName(), q.name())),
                this::create);
        operations.on(
                GetScheduleRequest.class,
                AccessRule.on("scheduler:GetSchedule", (q, call) -> arn(call, q.groupName(), q.name())),
                this::get);
        operations.on(
                UpdateScheduleRequest.class,
                AccessRule.on("scheduler:UpdateSchedule", (q, call) -> arn(call, q.groupName(), q.name())),
                this::update);
        operations.on(
                DeleteScheduleRequest.class,
                AccessRule.on("scheduler:DeleteSchedule", (q, call) -> arn(call, q.groupName(), q.name())),
                this::delete);
        operations.on(ListSchedulesRequest.class, AccessRule.anyResource("scheduler:ListSchedules"), this::list);
    }

    private static String group(@Nullable String given) {
        return Objects.requireNonNullElse(given, StoredGroup.DEFAULT);
    }

    private static String arn(Call call, @Nullable String group, @Nullable String name) {
        return call.arn("scheduler", "schedule/" + group(group) + "/" + Objects.requireNonNullElse(name, ""));
    }

    private CreateScheduleResponse create(CreateScheduleRequest request, Call call) {
        ScheduleRules.checkName("name", request.name(), request.groupName(), request.clientToken());
        Instant now = environment.clock().instant();
        GetScheduleResponse schedule = schedule(request, call, request.groupName(), request.name(), now, now);
        ScheduleRules.check(schedule, null, now);
        requireRole(call, schedule);
        String key = SchedulerTables.key(schedule);
        synchronized (tables) {
            tables.requireGroup(call.region(), schedule.groupName());
            boolean exists = tables.schedules.contains(key);
            String created =
                    schedule.arn() + " " + request.toBuilder().clientToken(null).build();
            if (exists && !tokens.isRepeated(request.clientToken(), CREATE, created)) {
                throw SchedulerErrors.scheduleExists(schedule.name());
            }
            if (!exists) {
                tables.store.write(() -> {
                    tables.put(schedule, next(schedule, null, now));
                    tokens.use(request.clientToken(), CREATE, created);
                });
                ticks.follow(key);
            }
        }
        return CreateScheduleResponse.builder().scheduleArn(schedule.arn()).build();
    }

    /** The schedule that a request asks for; what that does not give has its default, as on AWS. */
    private static GetScheduleResponse schedule(
            SdkPojo request, Call call, @Nullable String group, String name, Instant created, Instant now) {
        GetScheduleResponse.Builder schedule = SdkState.copy(request, GetScheduleResponse.builder());
        GetScheduleResponse given = schedule.build();
        return schedule.arn(arn(call, group, name))
                .groupName(group(group))
                .state(Objects.requireNonNullElse(given.stateAsString(), "ENABLED"))
                .actionAfterCompletion(Objects.requireNonNullElse(given.actionAfterCompletionAsString(), "NONE"))
                .scheduleExpressionTimezone(Objects.requireNonNullElse(given.scheduleExpressionTimezone(), "UTC"))
                .creationDate(created)
                .lastModificationDate(now)
                .build();
    }

    private void requireRole(Call call, GetScheduleResponse schedule) {
        String groupArn = call.arn("scheduler", "schedule-group/" + schedule.groupName());
        PassedRole.require(
                environment,
                call.caller(),
                schedule.target().roleArn(),
                TargetInvoker.service(groupArn, call.accountId()),
                () -> AwsError.validation(
                        "The execution role you provide must allow AWS EventBridge Scheduler to assume "
                                + "the role."));
    }

    /** When the schedule is due next; one whose time was not changed goes on as it was. */
    private @Nullable Instant next(GetScheduleResponse schedule, @Nullable GetScheduleResponse before, Instant now) {
        if (schedule.state() == ScheduleState.DISABLED) {
            return null;
        }
        boolean goesOn = before != null
                && before.state() == ScheduleState.ENABLED
                && before.scheduleExpression().equals(schedule.scheduleExpression())
                && before.scheduleExpressionTimezone().equals(schedule.scheduleExpressionTimezone())
                && Objects.equals(before.startDate(), schedule.startDate())
                && Objects.equals(before.endDate(), schedule.endDate());
        return goesOn
                ? tables.tick(SchedulerTables.key(schedule)).orElse(null)
                : Plan.of(schedule).from(now).orElse(null);
    }

    private GetScheduleResponse get(GetScheduleRequest request, Call call) {
        ScheduleRules.checkName("name", request.name(), request.groupName(), null);
        return tables.requireSchedule(call.region(), group(request.groupName()), request.name());
    }

    private UpdateScheduleResponse update(UpdateScheduleRequest request, Call call) {
        ScheduleRules.checkName("name", request.name(), request.groupName(), request.clientToken());
        Instant now = environment.clock().instant();
        String arn = arn(call, request.groupName(), request.name());
        synchronized (tables) {
            GetScheduleResponse before =
                    tables.requireSchedule(call.region(), group(request.groupName()), request.name());
            GetScheduleResponse schedule =
                    schedule(request, call, request.groupName(), request.name(), before.creationDate(), now);
            ScheduleRules.check(schedule, before, now);
            requireRole(call, schedule);
            tables.store.write(() -> tables.put(schedule, next(schedule, before, now)));
            ticks.follow(SchedulerTables.key(schedule));
        }
        return UpdateScheduleResponse.builder().scheduleArn(arn).build();
    }

    private DeleteScheduleResponse delete(DeleteScheduleRequest request, Call call) {
        ScheduleRules.checkName("name", request.name(), request.groupName(), request.clientToken());
        String arn = arn(call, request.groupName(), request.name());
        String key = SchedulerTables.key(call.region(), group(request.groupName()), request.name());
        synchronized (tables) {
            if (!tables.schedules.contains(key)) {
                if (tokens.isRepeated(request.clientToken(), DELETE, arn)) {
                    return DeleteScheduleResponse.builder().build();
                }
                throw SchedulerErrors.scheduleNotFound(request.name());
            }
            tables.store.write(() -> {
                tables.remove(key);
                tokens.use(request.clientToken(), DELETE, arn);
            });
            ticks.follow(key);
        }
        return DeleteScheduleResponse.builder().build();
    }

    private ListSchedulesResponse list(ListSchedulesRequest request, Call call) {
        new Constraints()
                .range("maxResults", request.maxResults(), 1, MOST_PER_PAGE)
                .check();
        String name = Objects.requireNonNullElse(request.namePrefix(), "");
        String prefix = "";
        if (request.groupName() != null) {
            tables.requireGroup(call.region(), request.groupName());
            prefix = request.groupName() + "/";
        }
        List<GetScheduleResponse> all = tables.schedulesOf(call.region(), prefix).stream()
                .filter(schedule -> schedule.name().startsWith(name))
                .filter(schedule -> request.state() == null || request.state() == schedule.state())
                .toList();
        Page<GetScheduleResponse> page = Page.of(
                all,
                SchedulerTables::key,
                request.nextToken(),
                Objects.requireNonNullElse(request.maxResults(), MOST_PER_PAGE),
                SchedulerErrors::invalidToken);
        return ListSchedulesResponse.builder()
                .schedules(
                        page.items().stream().map(ScheduleOperations::summary).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static ScheduleSummary summary(GetScheduleResponse schedule) {
        return ScheduleSummary.builder()
                .arn(schedule.arn())
                .name(schedule.name())
                .groupName(schedule.groupName())
                .state(schedule.state())
                .creationDate(schedule.creationDate())
                .lastModificationDate(schedule.lastModificationDate())
                .target(target -> target.arn(schedule.target().arn()))
                .build();
    }
}
