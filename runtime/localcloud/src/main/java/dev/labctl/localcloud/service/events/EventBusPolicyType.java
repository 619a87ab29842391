package dev.labctl.localcloud.service.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;

/** {@code AWS::Events::EventBusPolicy}: one statement in the policy of a bus. */
final class EventBusPolicyType implements ResourceType {
    private static final String BUS = "EventBusName";
    private static final String STATEMENT_ID = "StatementId";
    private static final String STATEMENT = "Statement";

    @Override
    public String name() {
        return "AWS::Events::EventBusPolicy";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .createOnly(BUS, Schema.STRING)
                .requiredCreateOnly(STATEMENT_ID, Schema.STRING)
                .optional(STATEMENT, Schema.JSON)
                .optional("Action", Schema.STRING)
                .optional("Principal", Schema.STRING)
                .optional(
                        "Condition",
                        ObjectSchema.of()
                                .optional("Type", Schema.STRING)
                                .optional("Key", Schema.STRING)
                                .optional("Value", Schema.STRING));
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        put(request);
        String bus = StoredBus.name(bus(request));
        return new PhysicalResource(bus + "|" + request.properties().requiredString(STATEMENT_ID), Map.of());
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        put(request);
        return new PhysicalResource(request.id(), Map.of());
    }

    @Override
    public void delete(ResourceRequest request) {
        try {
            request.call(
                    RemovePermissionRequest.builder()
                            .eventBusName(bus(request))
                            .statementId(request.properties().requiredString(STATEMENT_ID))
                            .build(),
                    RemovePermissionResponse.class);
        } catch (AwsError e) {
            if (!e.code().equals("ResourceNotFoundException")) {
                throw e;
            }
        }
    }

    private static @Nullable String bus(ResourceRequest request) {
        return request.properties().string(BUS).orElse(null);
    }

    /** One at a time: what a bus has is read, changed and put back. */
    private synchronized void put(ResourceRequest request) {
        Properties properties = request.properties();
        PutPermissionRequest.Builder put = PutPermissionRequest.builder().eventBusName(bus(request));
        if (properties.has(STATEMENT)) {
            put.policy(withStatement(request));
        } else {
            put.statementId(properties.requiredString(STATEMENT_ID))
                    .action(properties.string("Action").orElse(null))
                    .principal(properties.string("Principal").orElse(null));
            properties
                    .object("Condition")
                    .ifPresent(condition -> put.condition(
                            built -> built.type(condition.string("Type").orElse(null))
                                    .key(condition.string("Key").orElse(null))
                                    .value(condition.string("Value").orElse(null))));
        }
        request.call(put.build(), PutPermissionResponse.class);
    }

    /** The bus's policy with this statement in place of one of the same id. */
    private static String withStatement(ResourceRequest request) {
        String id = request.properties().requiredString(STATEMENT_ID);
        String before = request.call(
                        DescribeEventBusRequest.builder().name(bus(request)).build(), DescribeEventBusResponse.class)
                .policy();
        ObjectNode document = before == null
                ? JsonNodeFactory.instance.objectNode().put("Version", "2012-10-17")
                : (ObjectNode) Event.read(before);
        ArrayNode statements = JsonNodeFactory.instance.arrayNode();
        for (JsonNode statement : document.path(STATEMENT)) {
            if (!statement.path("Sid").asText().equals(id)) {
                statements.add(statement);
            }
        }
        String text = Documents.text(request.properties(), STATEMENT).orElseThrow();
        statements.add(((ObjectNode) Event.read(text)).put("Sid", id));
        return document.set(STATEMENT, statements).toString();
    }
}
