package dev.labctl.localcloud.core;

import dev.labctl.localcloud.schema.Properties;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;

/**
 * What a {@link ResourceType} is asked to do.
 *
 * @param environment the cloud
 * @param caller the stack's deployer, in the stack's region
 * @param stackName the stack's name
 * @param stackId the stack's ARN
 * @param logicalId the resource's name in the template
 * @param physicalId the physical id; null on create
 * @param properties the resolved properties, typed by the schema
 * @param previousProperties on update the properties before, else empty
 * @param tags the stack's tags and CloudFormation's own ({@code aws:cloudformation:stack-name} ...)
 * @param token unique to this creation and the same when it is resumed
 * @param resumed whether an earlier attempt with the same token may have done its work
 */
public record ResourceRequest(
        CloudEnvironment environment,
        Caller caller,
        String stackName,
        String stackId,
        String logicalId,
        @Nullable String physicalId,
        Properties properties,
        Properties previousProperties,
        Map<String, String> tags,
        String token,
        boolean resumed) {
    public ResourceRequest {
        tags = Map.copyOf(tags);
    }

    /** Calls a service as the stack's deployer. */
    public <R extends SdkResponse> R call(SdkRequest request, Class<R> responseType) {
        return environment.dispatcher().call(caller, request, responseType);
    }

    /** The physical id of an existing resource. */
    public String id() {
        if (physicalId == null) {
            throw new IllegalStateException(logicalId + " has no physical id yet");
        }
        return physicalId;
    }

    /**
     * A physical name as CloudFormation makes one, {@code <stack>-<logical id>-<suffix>}, cut to {@code maxLength}; the
     * same for the same token.
     */
    public String generatedName(int maxLength) {
        String suffix = token.replace("-", "").toUpperCase(java.util.Locale.ROOT);
        suffix = suffix.substring(0, Math.min(12, suffix.length()));
        String name = stackName + "-" + logicalId + "-";
        int room = maxLength - suffix.length();
        return (name.length() > room ? name.substring(0, room - 1) + "-" : name) + suffix;
    }
}
