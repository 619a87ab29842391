package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.CreateDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParameterGroupsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbParameterGroupResponse;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupRequest;
import software.amazon.awssdk.services.rds.model.ResetDbParameterGroupResponse;

/** DB parameter groups: the default one of each family, and users' own. */
final class ParameterGroupOperations {
    private static final Pattern NAME = Pattern.compile("[a-z](-?[a-z0-9])*");
    private static final int MAX_CHANGES = 20;

    private final RdsTables tables;
    private final Catalog catalog;
    private final Engine engine;
    private final Lifecycle lifecycle;

    ParameterGroupOperations(RdsTables tables, Catalog catalog, Engine engine, Lifecycle lifecycle) {
        this.tables = tables;
        this.catalog = catalog;
        this.engine = engine;
        this.lifecycle = lifecycle;
    }

    void register(Operations operations) {
        operations.on(
                CreateDbParameterGroupRequest.class,
                AccessRule.on("rds:CreateDBParameterGroup", (q, call) -> arn(call, q.dbParameterGroupName())),
                this::create);
        operations.on(
                DescribeDbParameterGroupsRequest.class,
                AccessRule.on(
                        "rds:DescribeDBParameterGroups",
                        (q, call) -> arn(call, q.dbParameterGroupName() == null ? "*" : q.dbParameterGroupName())),
                this::describe);
        operations.on(
                DeleteDbParameterGroupRequest.class,
                AccessRule.on("rds:DeleteDBParameterGroup", (q, call) -> arn(call, q.dbParameterGroupName())),
                this::delete);
        operations.on(
                DescribeDbParametersRequest.class,
                AccessRule.on("rds:DescribeDBParameters", (q, call) -> arn(call, q.dbParameterGroupName())),
                this::parameters);
        operations.on(
                ModifyDbParameterGroupRequest.class,
                AccessRule.on("rds:ModifyDBParameterGroup", (q, call) -> arn(call, q.dbParameterGroupName())),
                this::modify);
        operations.on(
                ResetDbParameterGroupRequest.class,
                AccessRule.on("rds:ResetDBParameterGroup", (q, call) -> arn(call, q.dbParameterGroupName())),
                this::reset);
    }

    static String arn(Call call, String name) {
        return call.arn("rds", "pg:" + RdsTables.name(name).toLowerCase(Locale.ROOT));
    }

    /** The group of that name, also a default one. */
    Optional<DBParameterGroup> find(Call call, String name) {
        return defaults(call).stream()
                .filter(group -> group.dbParameterGroupName().equals(name))
                .findFirst()
                .or(() -> tables.parameterGroups.get(RdsTables.key(call, name)));
    }

    private List<DBParameterGroup> defaults(Call call) {
        return engine.versions().stream()
                .map(version -> DBParameterGroup.builder()
                        .dbParameterGroupName(Engine.defaultGroup(version))
                        .dbParameterGroupFamily(Engine.family(version))
                        .description("Default parameter group for " + Engine.family(version))
                        .dbParameterGroupArn(arn(call, Engine.defaultGroup(version)))
                        .build())
                .toList();
    }

    private DBParameterGroup require(Call call, String name) {
        return find(call, RdsTables.name(name)).orElseThrow(() -> RdsErrors.parameterGroupNotFound(name));
    }

    private DBParameterGroup requireOwn(Call call, String name) {
        if (name.startsWith("default.")) {
            throw AwsError.of(
                    400,
                    "InvalidDBParameterGroupState",
                    "Default DBParameterGroup cannot be modified or deleted: " + name);
        }
        return require(call, name);
    }

    private CreateDbParameterGroupResponse create(CreateDbParameterGroupRequest request, Call call) {
        String name = request.dbParameterGroupName().toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches() || name.length() > 255) {
            throw RdsErrors.invalidValue(
                    "The parameter DBParameterGroupName is not a valid identifier. Identifiers must begin with a"
                            + " letter; must contain only ASCII letters, digits, and hyphens; and must not end with a"
                            + " hyphen or contain two consecutive hyphens.");
        }
        boolean isKnown = engine.versions().stream()
                .map(Engine::family)
                .anyMatch(family -> family.equals(request.dbParameterGroupFamily()));
        if (!isKnown) {
            throw RdsErrors.invalidValue("ParameterGroupFamily " + request.dbParameterGroupFamily()
                    + " is not a valid parameter group family");
        }
        DBParameterGroup group = DBParameterGroup.builder()
                .dbParameterGroupName(name)
                .dbParameterGroupFamily(request.dbParameterGroupFamily())
                .description(request.description())
                .dbParameterGroupArn(arn(call, name))
                .build();
        synchronized (this) {
            if (tables.parameterGroups.contains(RdsTables.key(call, name))) {
                throw AwsError.of(400, "DBParameterGroupAlreadyExists", "Parameter group " + name + " already exists");
            }
            tables.write(() -> {
                tables.parameterGroups.put(RdsTables.key(call, name), group);
                tables.tag(group.dbParameterGroupArn(), request.tags());
            });
        }
        return CreateDbParameterGroupResponse.builder().dbParameterGroup(group).build();
    }

    private DescribeDbParameterGroupsResponse describe(DescribeDbParameterGroupsRequest request, Call call) {
        if (request.dbParameterGroupName() != null) {
            return DescribeDbParameterGroupsResponse.builder()
                    .dbParameterGroups(require(call, request.dbParameterGroupName()))
                    .build();
        }
        List<DBParameterGroup> all = new ArrayList<>(defaults(call));
        tables.parameterGroups
                .prefix(call.region() + "|")
                .map(Map.Entry::getValue)
                .forEach(all::add);
        all.sort(java.util.Comparator.comparing(DBParameterGroup::dbParameterGroupName));
        Page<DBParameterGroup> page =
                Paging.of(all, DBParameterGroup::dbParameterGroupName, request.marker(), request.maxRecords());
        return DescribeDbParameterGroupsResponse.builder()
                .dbParameterGroups(page.items())
                .marker(page.nextToken())
                .build();
    }

    private synchronized DeleteDbParameterGroupResponse delete(DeleteDbParameterGroupRequest request, Call call) {
        DBParameterGroup group = requireOwn(call, request.dbParameterGroupName());
        if (!users(call, group.dbParameterGroupName()).isEmpty()) {
            throw AwsError.of(
                    400,
                    "InvalidDBParameterGroupState",
                    "One or more database instances are still members of this parameter group "
                            + group.dbParameterGroupName() + ", so the group cannot be deleted");
        }
        String key = RdsTables.key(call, group.dbParameterGroupName());
        tables.write(() -> {
            forget(key);
            tables.parameterGroups.remove(key);
            tables.tags.remove(group.dbParameterGroupArn());
        });
        return DeleteDbParameterGroupResponse.builder().build();
    }

    private void forget(String key) {
        tables.parameters.prefix(key + "|").map(Map.Entry::getKey).toList().forEach(tables.parameters::remove);
    }

    /** The instances with this group. */
    private List<DBInstance> users(Call call, String name) {
        return tables.instances
                .prefix(call.region() + "|")
                .map(Map.Entry::getValue)
                .filter(instance -> instance.dbParameterGroups().stream()
                        .anyMatch(group -> group.dbParameterGroupName().equals(name)))
                .toList();
    }

    private DescribeDbParametersResponse parameters(DescribeDbParametersRequest request, Call call) {
        DBParameterGroup group = require(call, request.dbParameterGroupName());
        Map<String, Parameter> all = new TreeMap<>(catalog.of(major(group)));
        tables.parameters
                .prefix(RdsTables.key(call, group.dbParameterGroupName()) + "|")
                .map(Map.Entry::getValue)
                .forEach(changed -> all.put(changed.parameterName(), changed));
        List<Parameter> shown = all.values().stream()
                .filter(parameter ->
                        request.source() == null || request.source().equals(parameter.source()))
                .toList();
        Page<Parameter> page = Paging.of(shown, Parameter::parameterName, request.marker(), request.maxRecords());
        return DescribeDbParametersResponse.builder()
                .parameters(page.items())
                .marker(page.nextToken())
                .build();
    }

    private static int major(DBParameterGroup group) {
        return Integer.parseInt(group.dbParameterGroupFamily().substring(Engine.NAME.length()));
    }

    private synchronized ModifyDbParameterGroupResponse modify(ModifyDbParameterGroupRequest request, Call call) {
        DBParameterGroup group = requireOwn(call, request.dbParameterGroupName());
        if (request.parameters().isEmpty()) {
            throw RdsErrors.missing("Parameters");
        }
        if (request.parameters().size() > MAX_CHANGES) {
            throw RdsErrors.invalidValue("Only " + MAX_CHANGES + " parameters can be modified in a single request.");
        }
        List<Parameter> changed = request.parameters().stream()
                .map(parameter -> changed(major(group), parameter))
                .toList();
        String key = RdsTables.key(call, group.dbParameterGroupName());
        tables.write(() ->
                changed.forEach(parameter -> tables.parameters.put(key + "|" + parameter.parameterName(), parameter)));
        apply(call, group.dbParameterGroupName(), changed);
        return ModifyDbParameterGroupResponse.builder()
                .dbParameterGroupName(group.dbParameterGroupName())
                .build();
    }

    private Parameter changed(int major, Parameter asked) {
        Parameter known = known(major, asked.parameterName());
        if (!known.isModifiable()) {
            throw RdsErrors.invalidValue("The parameter " + asked.parameterName() + " cannot be modified.");
        }
        requireMethod(known, asked);
        if (asked.parameterValue() == null) {
            throw RdsErrors.missing("ParameterValue");
        }
        catalog.requireValue(major, known, asked.parameterValue());
        return known.toBuilder()
                .parameterValue(asked.parameterValue())
                .applyMethod(asked.applyMethod())
                .source("user")
                .build();
    }

    private Parameter known(int major, @Nullable String name) {
        Parameter known = name == null ? null : catalog.of(major).get(name);
        if (known == null) {
            throw RdsErrors.invalidValue("Could not find parameter with name: " + name);
        }
        return known;
    }

    private static void requireMethod(Parameter known, Parameter asked) {
        if (asked.applyMethod() == null) {
            throw RdsErrors.missing("ApplyMethod");
        }
        if (asked.applyMethod() == ApplyMethod.IMMEDIATE && known.applyType().equals("static")) {
            throw RdsErrors.invalidCombination("cannot use immediate apply method for static parameter");
        }
    }

    /** Immediate changes come to the instances at once; for others they wait for a reboot. */
    private void apply(Call call, String group, List<Parameter> changed) {
        boolean isPending = changed.stream().anyMatch(parameter -> parameter.applyMethod() != ApplyMethod.IMMEDIATE);
        boolean isImmediate = changed.stream().anyMatch(parameter -> parameter.applyMethod() == ApplyMethod.IMMEDIATE);
        for (DBInstance instance : users(call, group)) {
            String key = RdsTables.key(instance);
            tables.change(key, builder -> {
                if (isPending) {
                    builder.dbParameterGroups(DBParameterGroupStatus.builder()
                            .dbParameterGroupName(group)
                            .parameterApplyStatus("pending-reboot")
                            .build());
                }
                return isImmediate && instance.dbInstanceStatus().equals(Lifecycle.AVAILABLE)
                        ? builder.dbInstanceStatus(Lifecycle.MODIFYING)
                        : builder;
            });
            lifecycle.proceed(key);
        }
    }

    private synchronized ResetDbParameterGroupResponse reset(ResetDbParameterGroupRequest request, Call call) {
        DBParameterGroup group = requireOwn(call, request.dbParameterGroupName());
        String key = RdsTables.key(call, group.dbParameterGroupName());
        if (Boolean.TRUE.equals(request.resetAllParameters())) {
            List<Parameter> before =
                    tables.parameters.prefix(key + "|").map(Map.Entry::getValue).toList();
            tables.write(() -> forget(key));
            apply(call, group.dbParameterGroupName(), before);
        } else {
            request.parameters()
                    .forEach(parameter -> requireMethod(known(major(group), parameter.parameterName()), parameter));
            tables.write(() -> request.parameters()
                    .forEach(parameter -> tables.parameters.remove(key + "|" + parameter.parameterName())));
            apply(call, group.dbParameterGroupName(), request.parameters());
        }
        return ResetDbParameterGroupResponse.builder()
                .dbParameterGroupName(group.dbParameterGroupName())
                .build();
    }
}
