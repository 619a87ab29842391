package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceRequest;
import software.amazon.awssdk.services.rds.model.AddTagsToResourceResponse;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.rds.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceRequest;
import software.amazon.awssdk.services.rds.model.RemoveTagsFromResourceResponse;

/** Tags of all that has an ARN. */
final class TagOperations {
    private final RdsTables tables;

    TagOperations(RdsTables tables) {
        this.tables = tables;
    }

    void register(Operations operations) {
        operations.on(
                AddTagsToResourceRequest.class,
                AccessRule.on("rds:AddTagsToResource", (q, call) -> q.resourceName()),
                (q, call) -> {
                    requireThere(q.resourceName());
                    Map<String, String> all = current(q.resourceName());
                    all.putAll(RdsTables.TagSet.of(q.tags()).tags());
                    tables.write(() -> tables.tags.put(q.resourceName(), new RdsTables.TagSet(all)));
                    return AddTagsToResourceResponse.builder().build();
                });
        operations.on(
                RemoveTagsFromResourceRequest.class,
                AccessRule.on("rds:RemoveTagsFromResource", (q, call) -> q.resourceName()),
                (q, call) -> {
                    requireThere(q.resourceName());
                    Map<String, String> all = current(q.resourceName());
                    all.keySet().removeAll(q.tagKeys());
                    tables.write(() -> tables.tags.put(q.resourceName(), new RdsTables.TagSet(all)));
                    return RemoveTagsFromResourceResponse.builder().build();
                });
        operations.on(
                ListTagsForResourceRequest.class,
                AccessRule.on("rds:ListTagsForResource", (q, call) -> q.resourceName()),
                (q, call) -> {
                    requireThere(q.resourceName());
                    return ListTagsForResourceResponse.builder()
                            .tagList(tables.tagsOf(q.resourceName()))
                            .build();
                });
    }

    private Map<String, String> current(String arn) {
        return new LinkedHashMap<>(
                tables.tags.get(arn).map(RdsTables.TagSet::tags).orElse(Map.of()));
    }

    private void requireThere(String arn) {
        String[] parts = arn.split(":", 7);
        if (parts.length < 7 || !parts[2].equals("rds")) {
            throw RdsErrors.invalidValue("Invalid resource name: " + arn);
        }
        String key = RdsTables.key(parts[3], parts[6]);
        boolean isThere =
                switch (parts[5]) {
                    case "db" -> tables.instances.contains(key);
                    case "snapshot" -> tables.snapshots.contains(key);
                    case "subgrp" -> tables.subnetGroups.contains(key);
                    case "pg" -> parts[6].startsWith("default.") || tables.parameterGroups.contains(key);
                    default -> throw RdsErrors.invalidValue("Invalid resource name: " + arn);
                };
        if (!isThere) {
            throw switch (parts[5]) {
                case "db" -> RdsErrors.instanceNotFound(parts[6]);
                case "snapshot" -> RdsErrors.snapshotNotFound(parts[6]);
                case "subgrp" -> RdsErrors.subnetGroupNotFound(parts[6]);
                default -> RdsErrors.parameterGroupNotFound(parts[6]);
            };
        }
    }
}
