package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.ResourceType.PhysicalResource;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.service.cloudformation.StackResource.Made;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/**
 * Creates, updates and deletes one resource of a stack: keeps what is intended before the service is called and what came
 * of it after, with the events people read.
 */
final class ResourceWork {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceWork.class);
    private static final String REPLACING =
            "Requested update requires the creation of a new physical resource; hence creating one.";

    private final CloudEnvironment environment;
    private final Consumer<StackResource> keep;
    private final StackEvents events;
    private final Stack stack;
    private final Supplier<Principal> principal;
    private final BooleanSupplier isCancelled;
    private final BooleanSupplier isStopped;

    /**
     * @param keep keeps a resource's new state; called inside a write
     * @param principal on whose behalf services are called
     * @param isCancelled whether another resource has failed, so that what is made now will be undone
     * @param isStopped whether the cloud stops, so that a failure says nothing about the resource
     */
    ResourceWork(
            CloudEnvironment environment,
            Consumer<StackResource> keep,
            StackEvents events,
            Stack stack,
            Supplier<Principal> principal,
            BooleanSupplier isCancelled,
            BooleanSupplier isStopped) {
        this.environment = environment;
        this.keep = keep;
        this.events = events;
        this.stack = stack;
        this.principal = principal;
        this.isCancelled = isCancelled;
        this.isStopped = isStopped;
    }

    /** The same work on something that is no longer what the resource is: with events, but the resource stays as it is. */
    ResourceWork withoutKeeping() {
        return new ResourceWork(environment, resource -> {}, events, stack, principal, isCancelled, isStopped);
    }

    /**
     * Creates a resource, in the place of {@code known.previous()} when that is there. Resumes when the cloud was stopped
     * in this step before.
     *
     * @return whether it is there now
     */
    boolean create(StackResource known, Blueprint.Planned plan, boolean isResumed) {
        boolean isReplacement = known.previous() != null;
        ResourceStatus inProgress =
                isReplacement ? ResourceStatus.UPDATE_IN_PROGRESS : ResourceStatus.CREATE_IN_PROGRESS;
        StackResource begun = known;
        if (!isResumed) {
            begun = note(
                    known,
                    inProgress,
                    isReplacement ? REPLACING : null,
                    plan.made().shown());
        }
        Latest latest = new Latest(begun);
        try {
            plan.requireValid();
            PhysicalResource physical = plan.type()
                    .create(request(begun, plan.made(), null, isResumed, id -> initiated(latest, plan.made(), id)));
            initiated(latest, plan.made(), physical.id());
            StackResource made = latest.get()
                    .with(
                            plan.made().as(physical.id(), physical.attributes()),
                            latest.get().previous());
            if (isCancelled.getAsBoolean()) {
                note(
                        made,
                        failed(isReplacement),
                        cancelled(isReplacement),
                        plan.made().shown());
                return false;
            }
            note(
                    made,
                    isReplacement ? ResourceStatus.UPDATE_COMPLETE : ResourceStatus.CREATE_COMPLETE,
                    null,
                    plan.made().shown());
            return true;
        } catch (RuntimeException e) {
            leaveWhenStopped(e);
            note(
                    latest.get(),
                    failed(isReplacement),
                    reason(e, begun.token()),
                    plan.made().shown());
            return false;
        }
    }

    /** A resource's newest state while it is being created. */
    private static final class Latest {
        private StackResource resource;

        Latest(StackResource resource) {
            this.resource = resource;
        }

        synchronized StackResource get() {
            return resource;
        }

        synchronized void set(StackResource newer) {
            resource = newer;
        }
    }

    private void leaveWhenStopped(RuntimeException failure) {
        if (isStopped.getAsBoolean()) {
            throw new TaskGraph.Interrupted(failure);
        }
    }

    private void initiated(Latest latest, Made planned, String physicalId) {
        StackResource before = latest.get();
        if (before.current() == null || !before.current().physicalId().equals(physicalId)) {
            latest.set(note(
                    before.with(planned.as(physicalId, Map.of()), before.previous()),
                    before.status(),
                    "Resource creation Initiated",
                    planned.shown()));
        }
    }

    private static ResourceStatus failed(boolean isUpdate) {
        return isUpdate ? ResourceStatus.UPDATE_FAILED : ResourceStatus.CREATE_FAILED;
    }

    private static String cancelled(boolean isUpdate) {
        return isUpdate ? "Resource update cancelled" : "Resource creation cancelled";
    }

    /**
     * Changes a resource in place.
     *
     * @param from what it is, or may partly be
     * @param to what it shall be
     * @param known the resource with {@code current} set to what it shall be
     */
    boolean update(StackResource known, ResourceType type, Made from, Made to, boolean isResumed) {
        StackResource begun = isResumed ? known : note(known, ResourceStatus.UPDATE_IN_PROGRESS, null, to.shown());
        try {
            PhysicalResource physical = type.update(request(begun, to, from, isResumed, id -> {}));
            StackResource made = begun.with(to.as(physical.id(), physical.attributes()), begun.previous());
            if (isCancelled.getAsBoolean()) {
                note(made, ResourceStatus.UPDATE_FAILED, cancelled(true), to.shown());
                return false;
            }
            note(made, ResourceStatus.UPDATE_COMPLETE, null, to.shown());
            return true;
        } catch (RuntimeException e) {
            leaveWhenStopped(e);
            note(begun, ResourceStatus.UPDATE_FAILED, reason(e, begun.token()), to.shown());
            return false;
        }
    }

    /** Notes that a resource cannot even be tried. */
    void refuse(StackResource known, RuntimeException why, boolean isUpdate) {
        StackResource begun = note(
                known, isUpdate ? ResourceStatus.UPDATE_IN_PROGRESS : ResourceStatus.CREATE_IN_PROGRESS, null, "{}");
        note(begun, failed(isUpdate), reason(why, known.token()), "{}");
    }

    /**
     * Deletes what a resource is or was.
     *
     * @param shown the resource with {@code current} set to what is deleted, for its events
     * @return whether it is gone
     */
    boolean delete(StackResource shown, Made doomed, boolean isResumed) {
        StackResource begun = isResumed ? shown : note(shown, ResourceStatus.DELETE_IN_PROGRESS, null, doomed.shown());
        try {
            ResourceType type = environment
                    .registry()
                    .resourceType(doomed.type())
                    .orElseThrow(() -> new TemplateException("Unrecognized resource types: [" + doomed.type() + "]"));
            ResourceRequest request = request(begun, doomed, null, isResumed, id -> {});
            if (doomed.deletionPolicy().equals("Snapshot")) {
                type.snapshot(request);
            }
            type.delete(request);
            note(begun, ResourceStatus.DELETE_COMPLETE, null, doomed.shown());
            return true;
        } catch (RuntimeException e) {
            leaveWhenStopped(e);
            note(begun, ResourceStatus.DELETE_FAILED, reason(e, begun.token()), doomed.shown());
            return false;
        }
    }

    /** Notes that a resource stays although the stack lets go of it. */
    void retain(StackResource shown, Made kept) {
        note(shown, ResourceStatus.DELETE_SKIPPED, null, kept.shown());
    }

    /** Keeps a resource with a new status and its event, on disk. */
    StackResource note(StackResource resource, ResourceStatus status, @Nullable String reason, String shown) {
        StackResource noted = resource.with(status, reason, environment.clock().instant());
        environment.store().write(() -> {
            keep.accept(noted);
            events.add(stack, noted, shown);
        });
        environment.store().awaitDurable();
        return noted;
    }

    private ResourceRequest request(
            StackResource resource, Made made, @Nullable Made before, boolean isResumed, Consumer<String> onCreated) {
        Made current = resource.current();
        String physicalId =
                made.physicalId().isEmpty() ? (current == null ? null : current.physicalId()) : made.physicalId();
        return new ResourceRequest(
                environment,
                Caller.of(principal.get(), stack.region()),
                stack.name(),
                stack.id(),
                resource.logicalId(),
                physicalId,
                new Properties(made.properties()),
                before == null ? Properties.EMPTY : new Properties(before.properties()),
                made.tags(),
                before == null ? Map.of() : before.tags(),
                resource.token(),
                isResumed,
                onCreated);
    }

    private static String reason(RuntimeException failure, String token) {
        if (failure instanceof TemplateException wrong) {
            return wrong.message();
        }
        if (failure instanceof AwsError error) {
            return "Resource handler returned message: \"%s\" (RequestToken: %s, HandlerErrorCode: %s)"
                    .formatted(error.message(), requestToken(token), handlerErrorCode(error));
        }
        LOG.error("a resource handler failed", failure);
        return "Resource handler returned message: \"%s\" (RequestToken: %s, HandlerErrorCode: InternalFailure)"
                .formatted(failure, requestToken(token));
    }

    private static String requestToken(String token) {
        return UUID.nameUUIDFromBytes(token.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    /** The handler error code of CloudFormation's resource contract that a service's error amounts to. */
    private static String handlerErrorCode(AwsError error) {
        String code = error.code().toLowerCase(Locale.ROOT);
        if (error.status() == 403 || code.contains("accessdenied") || code.contains("unauthorized")) {
            return "AccessDenied";
        }
        if (code.contains("alreadyexists") || code.contains("alreadyowned") || code.contains("resourceinuse")) {
            return "AlreadyExists";
        }
        if (error.status() == 404
                || code.contains("notfound")
                || code.contains("nosuch")
                || code.contains("nonexistent")
                || code.contains("doesnotexist")) {
            return "NotFound";
        }
        if (code.equals("notstabilized")) {
            return "NotStabilized";
        }
        if (code.contains("throttl")) {
            return "Throttling";
        }
        if (code.contains("limitexceeded") || code.contains("quotaexceeded")) {
            return "ServiceLimitExceeded";
        }
        return error.isSender() ? "InvalidRequest" : "GeneralServiceException";
    }
}
