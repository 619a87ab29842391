package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.core.PassedRole;
import dev.labctl.localcloud.core.SdkState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Tag;

/** Rules: made, read, switched on and off, deleted. */
final class RuleOperations {
    static final int MOST_PER_PAGE = 100;
    private static final int MOST_RULES = 300;
    private static final int MAX_DESCRIPTION = 512;
    private static final int MAX_SCHEDULE = 256;
    private static final List<String> STATES =
            List.of(StoredRule.ENABLED, StoredRule.DISABLED, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");

    private final CloudEnvironment environment;
    private final EventsTables tables;
    private final Scheduler scheduler;

    RuleOperations(CloudEnvironment environment, EventsTables tables, Scheduler scheduler) {
        this.environment = environment;
        this.tables = tables;
        this.scheduler = scheduler;
    }

    void register(Operations operations) {
        operations.on(
                PutRuleRequest.class,
                AccessRule.on("events:PutRule", (q, call) -> arn(call, q.eventBusName(), q.name())),
                this::put);
        operations.on(
                DescribeRuleRequest.class,
                AccessRule.on("events:DescribeRule", (q, call) -> arn(call, q.eventBusName(), q.name())),
                this::describe);
        operations.on(ListRulesRequest.class, AccessRule.anyResource("events:ListRules"), this::list);
        operations.on(
                EnableRuleRequest.class,
                AccessRule.on("events:EnableRule", (q, call) -> arn(call, q.eventBusName(), q.name())),
                this::enable);
        operations.on(
                DisableRuleRequest.class,
                AccessRule.on("events:DisableRule", (q, call) -> arn(call, q.eventBusName(), q.name())),
                this::disable);
        operations.on(
                DeleteRuleRequest.class,
                AccessRule.on("events:DeleteRule", (q, call) -> arn(call, q.eventBusName(), q.name())),
                this::delete);
    }

    /** The ARN of a rule that a request names. */
    static String arn(Call call, @Nullable String bus, @Nullable String rule) {
        return call.arn("events", StoredRule.resource(StoredBus.name(bus), Objects.requireNonNullElse(rule, "")));
    }

    private PutRuleResponse put(PutRuleRequest request, Call call) {
        check(request);
        String bus = StoredBus.name(request.eventBusName());
        requireSubject(request, bus);
        String arn = arn(call, bus, request.name());
        requireRole(environment, call, request.roleArn(), arn);
        synchronized (tables) {
            tables.requireBus(call.region(), bus);
            StoredRule before = tables.rules
                    .get(StoredRule.key(call.region(), bus, request.name()))
                    .orElse(null);
            if (before == null && tables.rulesOf(call.region(), bus).size() >= MOST_RULES) {
                throw EventsErrors.limitExceeded();
            }
            StoredRule rule = rule(request, call, bus, before);
            tables.store.write(() -> tables.rules.put(rule.key(), rule));
            scheduler.follow(rule);
        }
        return PutRuleResponse.builder().ruleArn(arn).build();
    }

    private static void check(PutRuleRequest request) {
        new EventConstraints()
                .name("name", request.name())
                .bus(request.eventBusName())
                .atMost("description", request.description(), MAX_DESCRIPTION)
                .atMost("scheduleExpression", request.scheduleExpression(), MAX_SCHEDULE)
                .oneOf("state", request.stateAsString(), STATES)
                .check();
    }

    private static void requireSubject(PutRuleRequest request, String bus) {
        String pattern = given(request.eventPattern());
        String schedule = given(request.scheduleExpression());
        if (pattern == null && schedule == null) {
            throw AwsError.validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }
        if (schedule != null && !bus.equals(StoredBus.DEFAULT)) {
            throw AwsError.validation("ScheduleExpression is supported only on the default event bus.");
        }
        if (schedule != null) {
            RuleSchedule.parse(schedule);
        }
        if (pattern != null) {
            EventPattern.require(pattern);
        }
    }

    /** An empty text is the same as none. */
    static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** Returns when there is no role, or the caller may pass it and EventBridge may assume it. */
    static void requireRole(CloudEnvironment environment, Call call, @Nullable String role, String ruleArn) {
        if (role != null && !role.isEmpty()) {
            Caller service = Caller.service(TargetSender.SERVICE, call.region(), ruleArn, call.accountId());
            PassedRole.require(
                    environment,
                    call.caller(),
                    role,
                    service,
                    () -> AwsError.validation(
                            "Provided role '" + role + "' cannot be assumed by principal 'events.amazonaws.com'."));
        }
    }

    /** What is not given is gone; tags of a rule that exists stay as they are; an unchanged schedule runs on. */
    private StoredRule rule(PutRuleRequest request, Call call, String bus, @Nullable StoredRule before) {
        String schedule = given(request.scheduleExpression());
        String state = Objects.requireNonNullElse(request.stateAsString(), StoredRule.ENABLED);
        StoredRule rule = new StoredRule(
                call.region(),
                call.accountId(),
                bus,
                request.name(),
                given(request.description()),
                given(request.eventPattern()),
                schedule,
                state,
                given(request.roleArn()),
                before == null ? tags(request.tags()) : before.tags(),
                null);
        if (!rule.isOn()) {
            return rule;
        }
        if (before != null && before.isOn() && Objects.equals(before.schedule(), schedule)) {
            return rule.withNext(before.next());
        }
        return rule.withNext(scheduler.firstTick(schedule));
    }

    static Map<String, String> tags(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> second));
    }

    private DescribeRuleResponse describe(DescribeRuleRequest request, Call call) {
        StoredRule rule = require(request.name(), request.eventBusName(), call);
        return SdkState.copy(summary(rule), DescribeRuleResponse.builder())
                .createdBy(rule.accountId())
                .build();
    }

    private StoredRule require(@Nullable String name, @Nullable String bus, Call call) {
        new EventConstraints().name("name", name).bus(bus).check();
        return tables.requireRule(call.region(), StoredBus.name(bus), String.valueOf(name));
    }

    private ListRulesResponse list(ListRulesRequest request, Call call) {
        new EventConstraints()
                .bus(request.eventBusName())
                .range("limit", request.limit(), 1, MOST_PER_PAGE)
                .check();
        String bus = StoredBus.name(request.eventBusName());
        tables.requireBus(call.region(), bus);
        String prefix = Objects.requireNonNullElse(request.namePrefix(), "");
        List<StoredRule> all = tables.rulesOf(call.region(), bus).stream()
                .filter(rule -> rule.name().startsWith(prefix))
                .toList();
        Page<StoredRule> page = Page.of(
                all,
                StoredRule::name,
                request.nextToken(),
                Objects.requireNonNullElse(request.limit(), MOST_PER_PAGE),
                EventsErrors::invalidToken);
        return ListRulesResponse.builder()
                .rules(page.items().stream().map(RuleOperations::summary).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static Rule summary(StoredRule rule) {
        return Rule.builder()
                .name(rule.name())
                .arn(rule.arn())
                .eventPattern(rule.pattern())
                .scheduleExpression(rule.schedule())
                .state(rule.state())
                .description(rule.description())
                .roleArn(rule.roleArn())
                .eventBusName(rule.bus())
                .build();
    }

    private EnableRuleResponse enable(EnableRuleRequest request, Call call) {
        synchronized (tables) {
            StoredRule rule = require(request.name(), request.eventBusName(), call);
            if (!rule.isOn()) {
                change(rule.withState(StoredRule.ENABLED, scheduler.firstTick(rule.schedule())));
            }
        }
        return EnableRuleResponse.builder().build();
    }

    private DisableRuleResponse disable(DisableRuleRequest request, Call call) {
        synchronized (tables) {
            change(require(request.name(), request.eventBusName(), call).withState(StoredRule.DISABLED, null));
        }
        return DisableRuleResponse.builder().build();
    }

    private void change(StoredRule rule) {
        tables.store.write(() -> tables.rules.put(rule.key(), rule));
        scheduler.follow(rule);
    }

    private DeleteRuleResponse delete(DeleteRuleRequest request, Call call) {
        new EventConstraints()
                .name("name", request.name())
                .bus(request.eventBusName())
                .check();
        String bus = StoredBus.name(request.eventBusName());
        synchronized (tables) {
            tables.requireBus(call.region(), bus);
            tables.rules.get(StoredRule.key(call.region(), bus, request.name())).ifPresent(rule -> {
                if (!tables.targetsOf(rule).isEmpty()) {
                    throw AwsError.validation("Rule can't be deleted since it has targets.");
                }
                tables.store.write(() -> {
                    tables.rules.remove(rule.key());
                });
                scheduler.forget(rule);
            });
        }
        return DeleteRuleResponse.builder().build();
    }
}
