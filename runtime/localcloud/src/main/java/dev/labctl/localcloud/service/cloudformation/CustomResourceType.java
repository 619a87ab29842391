package dev.labctl.localcloud.service.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/**
 * {@code AWS::CloudFormation::CustomResource} and {@code Custom::*}: what a function or a topic's subscriber makes. It is
 * told what to do and where to put its answer; see "Custom resource request objects" in the CloudFormation user guide.
 */
final class CustomResourceType implements ResourceType {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SERVICE_TOKEN = "ServiceToken";
    private static final String SERVICE_TIMEOUT = "ServiceTimeout";
    private static final int LONGEST_SECONDS = 3600;

    private final Callbacks callbacks;
    private final Stacks stacks;

    CustomResourceType(Callbacks callbacks, Stacks stacks) {
        this.callbacks = callbacks;
        this.stacks = stacks;
    }

    @Override
    public String name() {
        return "AWS::CloudFormation::CustomResource";
    }

    @Override
    public ObjectSchema schema() {
        return ObjectSchema.of()
                .required(SERVICE_TOKEN, Schema.STRING)
                .optional(SERVICE_TIMEOUT, Schema.INTEGER)
                .open();
    }

    /** Whatever was not answered for may be there all the same: it has an id, so that the rollback has it deleted. */
    @Override
    public PhysicalResource create(ResourceRequest request) {
        JsonNode answer;
        try {
            answer = ask(request, "Create", null);
        } catch (TemplateException e) {
            request.created(request.generatedName(Integer.MAX_VALUE));
            throw e;
        }
        String id = answer.path("PhysicalResourceId").asText();
        boolean isMade = answer.path("Status").asText().equals("SUCCESS");
        request.created(id.isEmpty() ? request.generatedName(Integer.MAX_VALUE) : id);
        requireSuccess(answer, isMade);
        return resource(id, answer);
    }

    @Override
    public PhysicalResource update(ResourceRequest request) {
        JsonNode answer = ask(request, "Update", request.id());
        requireSuccess(answer, answer.path("Status").asText().equals("SUCCESS"));
        return resource(answer.path("PhysicalResourceId").asText(), answer);
    }

    @Override
    public void delete(ResourceRequest request) {
        JsonNode answer = ask(request, "Delete", request.id());
        requireSuccess(answer, answer.path("Status").asText().equals("SUCCESS"));
    }

    private static void requireSuccess(JsonNode answer, boolean isMade) {
        if (!isMade) {
            throw new TemplateException(
                    "Received response status [" + answer.path("Status").asText()
                            + "] from custom resource. Message returned: "
                            + answer.path("Reason").asText() + " (RequestId: "
                            + answer.path("RequestId").asText() + ")");
        }
        if (answer.path("PhysicalResourceId").asText().isEmpty()) {
            throw new TemplateException("Invalid PhysicalResourceId");
        }
    }

    private static PhysicalResource resource(String id, JsonNode answer) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        answer.path("Data")
                .properties()
                .forEach(entry -> attributes.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
        return new PhysicalResource(id, attributes);
    }

    private JsonNode ask(ResourceRequest request, String what, @Nullable String physicalId) {
        String url = callbacks.open();
        String requestId = UUID.nameUUIDFromBytes((request.token() + what).getBytes(StandardCharsets.UTF_8))
                .toString();
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("RequestType", what);
        message.put(SERVICE_TOKEN, request.properties().requiredString(SERVICE_TOKEN));
        message.put("ResponseURL", url);
        message.put("StackId", request.stackId());
        message.put("RequestId", requestId);
        message.put("LogicalResourceId", request.logicalId());
        if (physicalId != null) {
            message.put("PhysicalResourceId", physicalId);
        }
        message.put("ResourceType", type(request));
        message.put("ResourceProperties", shown(request.properties()));
        if (what.equals("Update")) {
            message.put("OldResourceProperties", shown(request.previousProperties()));
        }
        Instant deadline = stacks.deadline(
                request.stackId(), request.environment().clock().instant().plus(timeout(request)));
        send(request, Blueprint.written(message));
        try {
            return callbacks
                    .await(url, deadline, CustomResourceType::answer)
                    .orElseThrow(() -> new TemplateException(
                            "CloudFormation did not receive a response from your Custom Resource. Please check your logs for"
                                    + " requestId [" + requestId
                                    + "]. If you are using the Python cfn-response module, you may"
                                    + " need to update your Lambda function code so that CloudFormation can attach the updated"
                                    + " version."));
        } finally {
            callbacks.close(url);
        }
    }

    private String type(ResourceRequest request) {
        return stacks.resource(request.stackId(), request.logicalId())
                .map(StackResource::type)
                .orElse(name());
    }

    private static Map<String, Object> shown(Properties properties) {
        Map<String, Object> shown = new LinkedHashMap<>();
        properties.values().forEach((name, value) -> shown.put(name, Blueprint.texts(value)));
        return shown;
    }

    private static Duration timeout(ResourceRequest request) {
        int seconds = request.properties().integer(SERVICE_TIMEOUT).orElse(LONGEST_SECONDS);
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new TemplateException("ServiceTimeout must be between 1 and " + LONGEST_SECONDS + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static void send(ResourceRequest request, String message) {
        String token = request.properties().requiredString(SERVICE_TOKEN);
        if (token.startsWith("arn:aws:lambda:")) {
            request.call(
                    InvokeRequest.builder()
                            .functionName(token)
                            .invocationType(InvocationType.EVENT)
                            .payload(SdkBytes.fromUtf8String(message))
                            .build(),
                    InvokeResponse.class);
        } else if (token.startsWith("arn:aws:sns:")) {
            request.call(
                    PublishRequest.builder()
                            .topicArn(token)
                            .subject("AWS CloudFormation custom resource request")
                            .message(message)
                            .build(),
                    PublishResponse.class);
        } else {
            throw new TemplateException("Invalid service token.");
        }
    }

    /** The first answer that is one; its members are what counts, not its type. */
    private static Optional<JsonNode> answer(List<String> texts) {
        for (String text : texts) {
            try {
                JsonNode answer = JSON.readTree(text);
                if (answer.has("Status")) {
                    return Optional.of(answer);
                }
            } catch (JsonProcessingException e) {
                throw new TemplateException(
                        "Invalid Response object: Value at 'ResponseBody' must be a valid JSON document");
            }
        }
        return Optional.empty();
    }
}
