package dev.labctl.localcloud.service.events;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.identity.Access;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** The targets of rules. */
final class TargetOperations {
    private static final int MOST_TARGETS = 5;
    private static final int MOST_AT_ONCE = 100;

    private final CloudEnvironment environment;
    private final EventsTables tables;

    TargetOperations(CloudEnvironment environment, EventsTables tables) {
        this.environment = environment;
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                PutTargetsRequest.class,
                (q, call) ->
                        List.of(Access.to("events:PutTargets", RuleOperations.arn(call, q.eventBusName(), q.rule()))
                                .with(
                                        "events:TargetArn",
                                        q.targets().stream()
                                                .map(target -> String.valueOf(target.arn()))
                                                .toList())),
                this::put);
        operations.on(
                RemoveTargetsRequest.class,
                AccessRule.on(
                        "events:RemoveTargets", (q, call) -> RuleOperations.arn(call, q.eventBusName(), q.rule())),
                this::remove);
        operations.on(
                ListTargetsByRuleRequest.class,
                AccessRule.on(
                        "events:ListTargetsByRule", (q, call) -> RuleOperations.arn(call, q.eventBusName(), q.rule())),
                this::list);
        operations.on(
                ListRuleNamesByTargetRequest.class,
                AccessRule.anyResource("events:ListRuleNamesByTarget"),
                this::listRules);
    }

    private PutTargetsResponse put(PutTargetsRequest request, Call call) {
        TargetCheck.require(request);
        String bus = StoredBus.name(request.eventBusName());
        for (Target target : request.targets()) {
            RuleOperations.requireRole(
                    environment, call, target.roleArn(), RuleOperations.arn(call, bus, request.rule()));
        }
        synchronized (tables) {
            StoredRule rule = tables.requireRule(call.region(), bus, request.rule());
            TreeMap<String, Target> all = new TreeMap<>();
            tables.targetsOf(rule).forEach(target -> all.put(target.id(), target));
            request.targets().forEach(target -> all.put(target.id(), target));
            if (all.size() > MOST_TARGETS) {
                throw EventsErrors.limitExceeded();
            }
            tables.store.write(() ->
                    request.targets().forEach(target -> tables.targets.put(rule.key() + "/" + target.id(), target)));
        }
        return PutTargetsResponse.builder()
                .failedEntryCount(0)
                .failedEntries(List.of())
                .build();
    }

    private RemoveTargetsResponse remove(RemoveTargetsRequest request, Call call) {
        EventConstraints constraints = new EventConstraints()
                .name("rule", request.rule())
                .bus(request.eventBusName())
                .size("ids", request.ids(), MOST_AT_ONCE);
        constraints.check();
        List<RemoveTargetsResultEntry> failed;
        synchronized (tables) {
            StoredRule rule = tables.requireRule(call.region(), StoredBus.name(request.eventBusName()), request.rule());
            failed = tables.store.write(() -> request.ids().stream()
                    .filter(id -> !tables.targets.remove(rule.key() + "/" + id))
                    .map(id -> RemoveTargetsResultEntry.builder()
                            .targetId(id)
                            .errorCode("ResourceNotFoundException")
                            .errorMessage("Rule " + rule.name() + " does not have target(s): " + id + ".")
                            .build())
                    .toList());
        }
        return RemoveTargetsResponse.builder()
                .failedEntryCount(failed.size())
                .failedEntries(failed)
                .build();
    }

    private ListTargetsByRuleResponse list(ListTargetsByRuleRequest request, Call call) {
        new EventConstraints()
                .name("rule", request.rule())
                .bus(request.eventBusName())
                .range("limit", request.limit(), 1, RuleOperations.MOST_PER_PAGE)
                .check();
        StoredRule rule = tables.requireRule(call.region(), StoredBus.name(request.eventBusName()), request.rule());
        Page<Target> page = page(tables.targetsOf(rule), Target::id, request.nextToken(), request.limit());
        return ListTargetsByRuleResponse.builder()
                .targets(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private ListRuleNamesByTargetResponse listRules(ListRuleNamesByTargetRequest request, Call call) {
        new EventConstraints()
                .required("targetArn", request.targetArn())
                .bus(request.eventBusName())
                .range("limit", request.limit(), 1, RuleOperations.MOST_PER_PAGE)
                .check();
        String bus = StoredBus.name(request.eventBusName());
        tables.requireBus(call.region(), bus);
        List<String> names = tables.rulesOf(call.region(), bus).stream()
                .filter(rule -> tables.targetsOf(rule).stream()
                        .anyMatch(target -> target.arn().equals(request.targetArn())))
                .map(StoredRule::name)
                .toList();
        Page<String> page = page(names, name -> name, request.nextToken(), request.limit());
        return ListRuleNamesByTargetResponse.builder()
                .ruleNames(page.items())
                .nextToken(page.nextToken())
                .build();
    }

    private static <T> Page<T> page(
            List<T> all, Function<T, String> key, @Nullable String token, @Nullable Integer limit) {
        return Page.of(
                all,
                key,
                token,
                Objects.requireNonNullElse(limit, RuleOperations.MOST_PER_PAGE),
                EventsErrors::invalidToken);
    }
}
