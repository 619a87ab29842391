package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** All stacks and their resources, committed. */
final class Stacks {
    private final Store store;
    private final Table<Stack> stacks;
    private final Table<String> idsByName;
    private final Table<StackResource> resources;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Stacks(Store store) {
        this.store = store;
        this.stacks = store.table("cloudformation.stacks", Codec.json(Stack.class));
        this.idsByName = store.table("cloudformation.names", Codec.TEXT);
        this.resources = store.table("cloudformation.resources", Codec.json(StackResource.class));
    }

    /** What is held while a stack's state is read and changed. */
    Object lock(String region, String nameOrId) {
        String name = nameOrId.startsWith("arn:") ? nameOrId.replaceAll(".*:stack/([^/]*)/?.*", "$1") : nameOrId;
        return locks.computeIfAbsent(region + "|" + name, key -> new Object());
    }

    /** Keeps a stack; its name leads to it until it is deleted. Called inside {@link Store#write}. */
    void put(Stack stack) {
        stacks.put(stack.id(), stack);
        String name = stack.region() + "|" + stack.name();
        if (!stack.isDeleted()) {
            idsByName.put(name, stack.id());
        } else if (idsByName.get(name).filter(stack.id()::equals).isPresent()) {
            idsByName.remove(name);
        }
    }

    /** Removes a stack that was only reviewed. Called inside {@link Store#write}. */
    void forget(Stack stack) {
        stacks.remove(stack.id());
        idsByName.remove(stack.region() + "|" + stack.name());
    }

    /** A stack by name, when it is not deleted, or by id. */
    Optional<Stack> find(String region, String nameOrId) {
        if (nameOrId.startsWith("arn:")) {
            return stacks.get(nameOrId).filter(stack -> stack.region().equals(region));
        }
        return idsByName.get(region + "|" + nameOrId).flatMap(stacks::get);
    }

    /** A stack that must exist; the message is the one most operations give. */
    Stack get(String region, String nameOrId) {
        return find(region, nameOrId)
                .orElseThrow(
                        () -> AwsError.of(400, "ValidationError", "Stack with id " + nameOrId + " does not exist"));
    }

    /** A stack that must not be deleted either. */
    Stack live(String region, String nameOrId) {
        Stack stack = find(region, nameOrId)
                .orElseThrow(() -> AwsError.of(400, "ValidationError", "Stack [" + nameOrId + "] does not exist"));
        if (stack.isDeleted()) {
            throw AwsError.of(400, "ValidationError", "Stack [" + stack.name() + "] does not exist");
        }
        return stack;
    }

    /** The stack with this id, as it is now. */
    Stack byId(String id) {
        return stacks.get(id).orElseThrow(() -> new IllegalStateException("no stack " + id));
    }

    /** The earlier of a deadline and that of the stack's creation. */
    Instant deadline(String stackId, Instant own) {
        return byId(stackId).deadline().filter(own::isAfter).orElse(own);
    }

    /** What is under way on a stack. */
    Optional<Stack.Operation> operation(String id) {
        return stacks.get(id).map(Stack::operation);
    }

    /** All stacks ever, of all regions. */
    List<Stack> all() {
        return stacks.values().toList();
    }

    /** The stacks of a region that are not deleted. */
    List<Stack> live(String region) {
        return all().stream()
                .filter(stack -> stack.region().equals(region) && !stack.isDeleted())
                .toList();
    }

    /** Replaces a stack by what {@code change} makes of it. */
    Stack change(String id, UnaryOperator<Stack> change) {
        return store.write(() -> {
            Stack changed = change.apply(byId(id));
            put(changed);
            return changed;
        });
    }

    /** Keeps a resource. Called inside {@link Store#write}. */
    void put(StackResource resource) {
        resources.put(resource.stackId() + "|" + resource.logicalId(), resource);
    }

    /** Forgets a resource. Called inside {@link Store#write}. */
    void remove(StackResource resource) {
        resources.remove(resource.stackId() + "|" + resource.logicalId());
    }

    Optional<StackResource> resource(String stackId, String logicalId) {
        return resources.get(stackId + "|" + logicalId);
    }

    /** The resources of a stack, by logical id. */
    List<StackResource> resources(String stackId) {
        return resources.prefix(stackId + "|").map(Map.Entry::getValue).toList();
    }

    /** The resources with this physical id in a region. */
    List<StackResource> resourcesByPhysicalId(String region, String physicalId) {
        Set<String> live = live(region).stream().map(Stack::id).collect(java.util.stream.Collectors.toSet());
        return resources
                .values()
                .filter(resource -> live.contains(resource.stackId())
                        && resource.physicalId().equals(physicalId))
                .toList();
    }

    /** The output that is exported under a name, with its stack. */
    Optional<Export> export(String region, String name) {
        return exports(region).stream()
                .filter(export -> name.equals(export.output().exportName()))
                .findFirst();
    }

    /** All exports of a region. */
    List<Export> exports(String region) {
        return live(region).stream()
                .flatMap(stack -> stack.outputs().stream()
                        .filter(output -> output.exportName() != null)
                        .map(output -> new Export(stack, output)))
                .toList();
    }

    /** The names of the stacks that import a name. */
    List<String> importers(String region, String exportName) {
        return live(region).stream()
                .filter(stack -> stack.imports().contains(exportName))
                .map(Stack::name)
                .toList();
    }

    /** An exported output and whose it is. */
    record Export(Stack stack, Stack.Output output) {}
}
