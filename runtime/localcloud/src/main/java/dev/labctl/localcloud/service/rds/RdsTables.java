package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroup;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;
import software.amazon.awssdk.services.rds.model.Event;
import software.amazon.awssdk.services.rds.model.Parameter;
import software.amazon.awssdk.services.rds.model.Tag;

/** All that RDS keeps, as its API shows it; keys are {@code region|name} in lower case. */
final class RdsTables {
    final Table<DBInstance> instances;
    final Table<Work> work;
    final Table<DBSnapshot> snapshots;
    final Table<DBSubnetGroup> subnetGroups;
    final Table<DBParameterGroup> parameterGroups;
    /** What was changed in parameter groups: {@code region|group|parameter}. */
    final Table<Parameter> parameters;
    /** By ARN. */
    final Table<TagSet> tags;

    final Table<Event> events;

    private final Store store;

    RdsTables(Store store) {
        this.store = store;
        this.instances = store.table("rds.instances", SdkState.codec(DBInstance::builder));
        this.work = store.table("rds.work", Codec.json(Work.class));
        this.snapshots = store.table("rds.snapshots", SdkState.codec(DBSnapshot::builder));
        this.subnetGroups = store.table("rds.subnetGroups", SdkState.codec(DBSubnetGroup::builder));
        this.parameterGroups = store.table("rds.parameterGroups", SdkState.codec(DBParameterGroup::builder));
        this.parameters = store.table("rds.parameters", SdkState.codec(Parameter::builder));
        this.tags = store.table("rds.tags", Codec.json(TagSet.class));
        this.events = store.table("rds.events", SdkState.codec(Event::builder));
    }

    /** @param tags by key */
    record TagSet(Map<String, String> tags) {
        TagSet {
            tags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        }

        List<Tag> list() {
            return tags.entrySet().stream()
                    .map(tag -> Tag.builder()
                            .key(tag.getKey())
                            .value(tag.getValue())
                            .build())
                    .toList();
        }

        static TagSet of(List<Tag> tags) {
            Map<String, String> map = new LinkedHashMap<>();
            tags.forEach(tag -> map.put(tag.key(), tag.value() == null ? "" : tag.value()));
            return new TagSet(map);
        }
    }

    static String key(Call call, String name) {
        return key(call.region(), name);
    }

    static String key(String region, String name) {
        return region + "|" + name.toLowerCase(Locale.ROOT);
    }

    static String key(DBInstance instance) {
        return key(region(instance.dbInstanceArn()), instance.dbInstanceIdentifier());
    }

    static String region(String arn) {
        return arn.split(":", 5)[3];
    }

    /** The name at an ARN's end, or the name itself. */
    static String name(String nameOrArn) {
        return nameOrArn.startsWith("arn:") ? nameOrArn.substring(nameOrArn.lastIndexOf(':') + 1) : nameOrArn;
    }

    DBInstance requireInstance(Call call, String id) {
        return instances.get(key(call, name(id))).orElseThrow(() -> RdsErrors.instanceNotFound(name(id)));
    }

    Work work(String key) {
        return work.get(key).orElse(Work.NONE);
    }

    /** Changes an instance as it is now; empty when it is gone. */
    Optional<DBInstance> change(String key, UnaryOperator<DBInstance.Builder> change) {
        return store.write(() -> instances.get(key).map(before -> {
            DBInstance changed = change.apply(before.toBuilder()).build();
            instances.put(key, changed);
            return changed;
        }));
    }

    void changeWork(String key, UnaryOperator<Work> change) {
        store.write(() -> work.put(key, change.apply(work(key))));
    }

    void write(Runnable changes) {
        store.write(changes);
    }

    List<Tag> tagsOf(String arn) {
        return tags.get(arn).map(TagSet::list).orElse(List.of());
    }

    void tag(String arn, List<Tag> added) {
        if (!added.isEmpty()) {
            store.write(() -> tags.put(arn, TagSet.of(added)));
        }
    }
}
