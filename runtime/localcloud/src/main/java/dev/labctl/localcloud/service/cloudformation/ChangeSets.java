package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All change sets, committed. */
final class ChangeSets {
    private final Store store;
    private final Stacks stacks;
    private final Table<ChangeSet> changeSets;

    ChangeSets(Store store, Stacks stacks) {
        this.store = store;
        this.stacks = stacks;
        this.changeSets = store.table("cloudformation.changesets", Codec.json(ChangeSet.class));
    }

    /** Keeps a change set. Called inside {@link Store#write}. */
    void put(ChangeSet changeSet) {
        changeSets.put(key(changeSet.stackId(), changeSet.name()), changeSet);
    }

    void remove(ChangeSet changeSet) {
        store.write(() -> {
            changeSets.remove(key(changeSet.stackId(), changeSet.name()));
        });
    }

    private static String key(String stackId, String name) {
        return stackId + "|" + name;
    }

    Optional<ChangeSet> find(String stackId, String name) {
        return changeSets.get(key(stackId, name));
    }

    /** The change sets of a stack, by name. */
    List<ChangeSet> of(String stackId) {
        return changeSets.prefix(stackId + "|").map(Map.Entry::getValue).toList();
    }

    /** Removes all change sets of a stack that were not executed: what they were planned on has changed. */
    void discard(String stackId) {
        for (ChangeSet changeSet : of(stackId)) {
            if (changeSet.execution()
                    != software.amazon.awssdk.services.cloudformation.model.ExecutionStatus.EXECUTE_COMPLETE) {
                remove(changeSet);
            }
        }
    }

    /**
     * A change set by name and stack, or by its ARN.
     *
     * @throws AwsError ChangeSetNotFound, or ValidationError when the stack does not exist
     */
    ChangeSet get(String region, @Nullable String stackName, String nameOrId) {
        if (nameOrId.startsWith("arn:")) {
            return changeSets
                    .values()
                    .filter(changeSet -> changeSet.id().equals(nameOrId))
                    .findFirst()
                    .orElseThrow(() -> notFound(nameOrId));
        }
        if (stackName == null) {
            throw Definitions.invalid("StackName must be specified if ChangeSetName is not specified as an ARN.");
        }
        Stack stack = stacks.find(region, stackName)
                .orElseThrow(() -> Definitions.invalid("Stack [" + stackName + "] does not exist"));
        return find(stack.id(), nameOrId).orElseThrow(() -> notFound(nameOrId));
    }

    private static AwsError notFound(String nameOrId) {
        return AwsError.of(404, "ChangeSetNotFound", "ChangeSet [" + nameOrId + "] does not exist");
    }
}
