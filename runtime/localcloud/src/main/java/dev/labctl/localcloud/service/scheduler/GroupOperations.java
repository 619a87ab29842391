package dev.labctl.localcloud.service.scheduler;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Constraints;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsResponse;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupState;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceResponse;

/** Groups of schedules, and their tags. To delete a group is to delete its schedules. */
final class GroupOperations {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:scheduler:[a-z0-9-]+:\\d{12}:schedule-group/[0-9a-zA-Z-_.]+");
    private static final String CREATE = "CreateScheduleGroup";
    private static final String DELETE = "DeleteScheduleGroup";
    private static final int MOST_GROUPS = 500;

    private final SchedulerTables tables;
    private final ClientTokens tokens;
    private final Ticks ticks;
    private final Clock clock;

    GroupOperations(SchedulerTables tables, ClientTokens tokens, Ticks ticks, Clock clock) {
        this.tables = tables;
        this.tokens = tokens;
        this.ticks = ticks;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(
                CreateScheduleGroupRequest.class,
                AccessRule.on("scheduler:CreateScheduleGroup", (q, call) -> arn(call, q.name())),
                this::create);
        operations.on(
                GetScheduleGroupRequest.class,
                AccessRule.on("scheduler:GetScheduleGroup", (q, call) -> arn(call, q.name())),
                this::get);
        operations.on(
                DeleteScheduleGroupRequest.class,
                AccessRule.on("scheduler:DeleteScheduleGroup", (q, call) -> arn(call, q.name())),
                this::delete);
        operations.on(
                ListScheduleGroupsRequest.class, AccessRule.anyResource("scheduler:ListScheduleGroups"), this::list);
        operations.on(
                TagResourceRequest.class,
                AccessRule.on("scheduler:TagResource", (q, call) -> text(q.resourceArn())),
                (q, call) -> tag(q));
        operations.on(
                UntagResourceRequest.class,
                AccessRule.on("scheduler:UntagResource", (q, call) -> text(q.resourceArn())),
                (q, call) -> untag(q));
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("scheduler:ListTagsForResource", (q, call) -> text(q.resourceArn())),
                (q, call) -> ListTagsForResourceResponse.builder()
                        .tags(tags(require(q.resourceArn()).tags()))
                        .build());
    }

    private static String text(@Nullable String arn) {
        return Objects.requireNonNullElse(arn, "");
    }

    private static String arn(Call call, @Nullable String name) {
        return call.arn("scheduler", "schedule-group/" + text(name));
    }

    private CreateScheduleGroupResponse create(CreateScheduleGroupRequest request, Call call) {
        ScheduleRules.checkName("name", request.name(), null, request.clientToken());
        Map<String, String> tags = tags(request.tags());
        check(tags);
        Instant now = clock.instant();
        StoredGroup group = new StoredGroup(arn(call, request.name()), request.name(), tags, now, now);
        String key = key(group);
        synchronized (tables) {
            tables.requireGroup(call.region(), StoredGroup.DEFAULT);
            boolean exists = tables.groups.contains(key);
            if (exists && !tokens.isRepeated(request.clientToken(), CREATE, group.arn())) {
                throw SchedulerErrors.groupExists(request.name());
            }
            if (!exists && tables.groups.prefix(call.region() + "/").count() >= MOST_GROUPS) {
                throw SchedulerErrors.tooManyGroups();
            }
            if (!exists) {
                tables.store.write(() -> {
                    tables.groups.put(key, group);
                    tokens.use(request.clientToken(), CREATE, group.arn());
                });
            }
        }
        return CreateScheduleGroupResponse.builder()
                .scheduleGroupArn(group.arn())
                .build();
    }

    private static String key(StoredGroup group) {
        return SchedulerTables.region(group.arn()) + "/" + group.name();
    }

    private GetScheduleGroupResponse get(GetScheduleGroupRequest request, Call call) {
        ScheduleRules.checkName("name", request.name(), null, null);
        StoredGroup group = tables.requireGroup(call.region(), request.name());
        return GetScheduleGroupResponse.builder()
                .arn(group.arn())
                .name(group.name())
                .state(ScheduleGroupState.ACTIVE)
                .creationDate(group.created())
                .lastModificationDate(group.modified())
                .build();
    }

    private DeleteScheduleGroupResponse delete(DeleteScheduleGroupRequest request, Call call) {
        String name = request.name();
        ScheduleRules.checkName("name", name, null, request.clientToken());
        if (name.equals(StoredGroup.DEFAULT)) {
            throw AwsError.validation("The default schedule group cannot be deleted.");
        }
        String arn = arn(call, name);
        synchronized (tables) {
            String key = call.region() + "/" + name;
            if (!tables.groups.contains(key) && tokens.isRepeated(request.clientToken(), DELETE, arn)) {
                return DeleteScheduleGroupResponse.builder().build();
            }
            tables.requireGroup(call.region(), name);
            List<String> schedules = tables.schedulesOf(call.region(), name + "/").stream()
                    .map(SchedulerTables::key)
                    .toList();
            tables.store.write(() -> {
                schedules.forEach(tables::remove);
                tables.groups.remove(key);
                tokens.use(request.clientToken(), DELETE, arn);
            });
            schedules.forEach(ticks::follow);
        }
        return DeleteScheduleGroupResponse.builder().build();
    }

    private ListScheduleGroupsResponse list(ListScheduleGroupsRequest request, Call call) {
        new Constraints()
                .range("maxResults", request.maxResults(), 1, ScheduleOperations.MOST_PER_PAGE)
                .check();
        tables.requireGroup(call.region(), StoredGroup.DEFAULT);
        List<StoredGroup> all = tables.groups
                .prefix(call.region() + "/" + text(request.namePrefix()))
                .map(Map.Entry::getValue)
                .toList();
        Page<StoredGroup> page = Page.of(
                all,
                StoredGroup::name,
                request.nextToken(),
                Objects.requireNonNullElse(request.maxResults(), ScheduleOperations.MOST_PER_PAGE),
                SchedulerErrors::invalidToken);
        return ListScheduleGroupsResponse.builder()
                .scheduleGroups(
                        page.items().stream().map(GroupOperations::summary).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static ScheduleGroupSummary summary(StoredGroup group) {
        return ScheduleGroupSummary.builder()
                .arn(group.arn())
                .name(group.name())
                .state(ScheduleGroupState.ACTIVE)
                .creationDate(group.created())
                .lastModificationDate(group.modified())
                .build();
    }

    private TagResourceResponse tag(TagResourceRequest request) {
        change(request.resourceArn(), tags -> tags.putAll(tags(request.tags())));
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest request) {
        change(request.resourceArn(), tags -> tags.keySet().removeAll(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    private void change(@Nullable String arn, Consumer<Map<String, String>> change) {
        synchronized (tables) {
            StoredGroup changed = require(arn).retagged(change, clock.instant());
            check(changed.tags());
            tables.store.write(() -> tables.groups.put(key(changed), changed));
        }
    }

    private StoredGroup require(@Nullable String arn) {
        new Constraints()
                .required("resourceArn", arn)
                .pattern("resourceArn", arn, ARN)
                .check();
        String given = text(arn);
        return tables.requireGroup(SchedulerTables.region(given), given.substring(given.indexOf('/') + 1));
    }

    private static void check(Map<String, String> tags) {
        new Constraints().tags(tags, 1).check();
    }

    private static Map<String, String> tags(List<Tag> tags) {
        Map<String, String> all = new LinkedHashMap<>();
        tags.forEach(tag -> all.put(tag.key(), tag.value()));
        return all;
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** The tags of the group with this ARN, for policies. */
    Map<String, String> of(String arn) {
        return ARN.matcher(arn).matches()
                ? tables.groups
                        .get(SchedulerTables.region(arn) + arn.substring(arn.indexOf('/')))
                        .map(StoredGroup::tags)
                        .orElse(Map.of())
                : Map.of();
    }
}
