package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.MalformedPolicyException;
import dev.labctl.localcloud.identity.PolicyDocument;
import dev.labctl.localcloud.identity.PolicyKind;
import java.time.Clock;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;

/** The resource policies of event buses. */
final class PermissionOperations {
    private static final Pattern STATEMENT_ID = Pattern.compile("[a-zA-Z0-9-_]+");
    private static final int MAX_STATEMENT_ID = 64;
    private static final int MAX_POLICY = 10_240;

    private final EventsTables tables;
    private final Clock clock;

    PermissionOperations(EventsTables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    void register(Operations operations) {
        operations.on(
                PutPermissionRequest.class,
                AccessRule.on("events:PutPermission", (q, call) -> BusOperations.arn(call, q.eventBusName())),
                this::put);
        operations.on(
                RemovePermissionRequest.class,
                AccessRule.on("events:RemovePermission", (q, call) -> BusOperations.arn(call, q.eventBusName())),
                this::remove);
    }

    private PutPermissionResponse put(PutPermissionRequest request, Call call) {
        synchronized (tables) {
            StoredBus bus = tables.requireBus(call.region(), StoredBus.name(request.eventBusName()));
            String given = request.policy();
            String policy = given == null ? added(request, bus) : checked(given);
            if (policy.length() > MAX_POLICY) {
                throw AwsError.of(
                        400,
                        "PolicyLengthExceededException",
                        "The policy document of the event bus is longer than " + MAX_POLICY + " characters.");
            }
            save(bus, policy);
        }
        return PutPermissionResponse.builder().build();
    }

    private static String checked(String policy) {
        try {
            PolicyDocument.parse(policy, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw AwsError.validation("Parameter Policy is not valid. Reason: " + e.message());
        }
        return policy;
    }

    /** The policy with one more statement, or another one of the same id. */
    private static String added(PutPermissionRequest request, StoredBus bus) {
        EventConstraints constraints = new EventConstraints();
        if (request.statementId() != null) {
            constraints
                    .pattern("statementId", request.statementId(), STATEMENT_ID)
                    .length("statementId", request.statementId(), MAX_STATEMENT_ID);
        }
        constraints.check();
        if (request.statementId() == null || request.principal() == null || request.action() == null) {
            throw AwsError.validation("Parameter(s) StatementId, Principal and Action must be specified.");
        }
        ObjectNode document = document(bus);
        ArrayNode statements = without(document, request.statementId());
        ObjectNode statement = statements.addObject().put("Sid", request.statementId());
        statement.put("Effect", "Allow");
        if (request.principal().equals("*")) {
            statement.put("Principal", "*");
        } else {
            statement.putObject("Principal").put("AWS", "arn:aws:iam::" + request.principal() + ":root");
        }
        statement.put("Action", request.action()).put("Resource", bus.arn());
        if (request.condition() != null) {
            statement
                    .putObject("Condition")
                    .putObject(request.condition().type())
                    .put(request.condition().key(), request.condition().value());
        }
        return document.set("Statement", statements).toString();
    }

    private static ObjectNode document(StoredBus bus) {
        return bus.policy() == null
                ? JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17")
                : (ObjectNode) Event.read(bus.policy());
    }

    private static ArrayNode without(ObjectNode document, String statementId) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        JsonNode statements = document.path("Statement");
        for (JsonNode statement :
                statements.isObject() ? JsonNodeFactory.instance.arrayNode().add(statements) : statements) {
            if (!statement.path("Sid").asText().equals(statementId)) {
                kept.add(statement);
            }
        }
        return kept;
    }

    private RemovePermissionResponse remove(RemovePermissionRequest request, Call call) {
        synchronized (tables) {
            StoredBus bus = tables.requireBus(call.region(), StoredBus.name(request.eventBusName()));
            if (Boolean.TRUE.equals(request.removeAllPermissions())) {
                save(bus, null);
                return RemovePermissionResponse.builder().build();
            }
            ObjectNode document = document(bus);
            ArrayNode kept = without(document, Objects.requireNonNullElse(request.statementId(), ""));
            boolean had = document.path("Statement").isObject()
                    ? kept.isEmpty()
                    : kept.size() < document.path("Statement").size();
            if (!had) {
                throw EventsErrors.notFound("Statement with the provided id does not exist.");
            }
            save(bus, kept.isEmpty() ? null : document.set("Statement", kept).toString());
        }
        return RemovePermissionResponse.builder().build();
    }

    private void save(StoredBus bus, @Nullable String policy) {
        StoredBus changed = bus.withPolicy(policy, clock.instant());
        tables.store.write(() -> tables.buses.put(changed.key(), changed));
    }
}
