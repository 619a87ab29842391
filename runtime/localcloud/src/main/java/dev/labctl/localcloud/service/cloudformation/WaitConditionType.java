package dev.labctl.localcloud.service.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code AWS::CloudFormation::WaitCondition}: there once its handle has had enough signals, in time by the clock. */
final class WaitConditionType implements ResourceType {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long LONGEST_SECONDS = 43_200;

    private final Callbacks callbacks;
    private final Stacks stacks;

    WaitConditionType(Callbacks callbacks, Stacks stacks) {
        this.stacks = stacks;
        this.callbacks = callbacks;
    }

    @Override
    public String name() {
        return "AWS::CloudFormation::WaitCondition";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .requiredCreateOnly("Handle", Schema.STRING)
                .requiredCreateOnly("Timeout", Schema.INTEGER)
                .createOnly("Count", Schema.INTEGER);
    }

    @Override
    public Set<String> attributes() {
        return Set.of("Data");
    }

    @Override
    public PhysicalResource create(ResourceRequest request) {
        String id = request.stackId() + "/" + request.logicalId();
        request.created(id);
        int count = request.properties().integer("Count").orElse(1);
        long seconds = request.properties().number("Timeout").orElseThrow().longValue();
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new TemplateException("WaitCondition timeout must be between 1 and " + LONGEST_SECONDS + " seconds");
        }
        String handle = request.properties().requiredString("Handle");
        Instant deadline = stacks.deadline(
                request.stackId(), request.environment().clock().instant().plus(Duration.ofSeconds(seconds)));
        Map<String, String> data = callbacks
                .await(handle, deadline, texts -> {
                    Map<String, String> signals = signals(texts);
                    return signals.size() < count ? Optional.empty() : Optional.of(signals);
                })
                .orElseThrow(() -> new TemplateException("WaitCondition timed out. Received "
                        + signals(callbacks.texts(handle)).size() + " conditions when expecting " + count));
        return new PhysicalResource(id, Map.of("Data", Blueprint.written(data)));
    }

    /** The data of each signal by its id. @throws TemplateException when one of them tells of a failure */
    private static Map<String, String> signals(List<String> texts) {
        Map<String, String> data = new LinkedHashMap<>();
        for (String text : texts) {
            JsonNode signal = read(text);
            String id = signal.path("UniqueId").asText();
            if (signal.path("Status").asText().equals("FAILURE")) {
                throw new TemplateException("WaitCondition received failed message: '"
                        + signal.path("Reason").asText() + "' for uniqueId: " + id);
            }
            if (signal.path("Status").asText().equals("SUCCESS") && !id.isEmpty()) {
                data.put(id, signal.path("Data").asText());
            }
        }
        return data;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        throw new IllegalStateException("a wait condition is only ever replaced");
    }

    @Override
    public void delete(ResourceRequest request) {
        // a condition is nothing but the signals it has waited for
    }
}
