package dev.labctl.localcloud.core;

import dev.labctl.localcloud.schema.Properties;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
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
 * @param physicalId the physical id; null on create, unless an earlier attempt told it
 * @param properties the resolved properties, typed by the schema
 * @param previousProperties on update the properties before, else empty
 * @param stackTags the stack's tags and CloudFormation's own ({@code aws:cloudformation:stack-name} ...)
 * @param previousStackTags on update the same before, else empty
 * @param token unique to this creation and the same when it is resumed
 * @param resumed whether an earlier attempt with the same token may have done its work
 * @param onCreated takes the physical id, see {@link #created}
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
        Map<String, String> stackTags,
        Map<String, String> previousStackTags,
        String token,
        boolean resumed,
        Consumer<String> onCreated) {
    private static final String SUFFIX_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SUFFIX_LENGTH = 12;

    public ResourceRequest {
        stackTags = Map.copyOf(stackTags);
        previousStackTags = Map.copyOf(previousStackTags);
    }

    /**
     * Tells the stack the physical id of what {@link ResourceType#create} has made, before it waits until it is usable
     * or goes on to configure it. Should the rest fail, the rollback deletes the resource with this id; a resumed
     * creation finds it in {@link #physicalId}. Types that do one call need not tell.
     */
    public void created(String physicalId) {
        onCreated.accept(physicalId);
    }

    /** Calls a service as the stack's deployer. */
    public <R extends SdkResponse> R call(SdkRequest request, Class<R> responseType) {
        return environment.dispatcher().call(caller, request, responseType);
    }

    /** The tags the resource shall have: the stack's, and those of its own {@code Tags}, which win. */
    public Map<String, String> tags() {
        return tags(stackTags, properties);
    }

    /** The same without CloudFormation's own {@code aws:} tags, for services that do not show them. */
    public Map<String, String> userTags() {
        Map<String, String> tags = tags();
        tags.keySet().removeIf(key -> key.startsWith("aws:"));
        return tags;
    }

    /**
     * Brings an existing resource's tags to what they shall be.
     *
     * @param untag takes away the tags of these keys; called when there are some
     * @param tag puts these tags; called when there are some
     */
    public void retag(Consumer<List<String>> untag, Consumer<Map<String, String>> tag) {
        List<String> removed = removedTagKeys();
        if (!removed.isEmpty()) {
            untag.accept(removed);
        }
        Map<String, String> kept = tags();
        if (!kept.isEmpty()) {
            tag.accept(kept);
        }
    }

    /** The keys of the tags the resource had and shall no longer have. */
    public List<String> removedTagKeys() {
        Map<String, String> kept = tags();
        return tags(previousStackTags, previousProperties).keySet().stream()
                .filter(key -> !kept.containsKey(key))
                .toList();
    }

    private static Map<String, String> tags(Map<String, String> ofStack, Properties properties) {
        Map<String, String> tags = new LinkedHashMap<>(ofStack);
        tags.putAll(properties.tags());
        return tags;
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
     * same for the same token. The suffix has letters of both cases: types whose names are lower case (buckets) fold it.
     */
    public String generatedName(int maxLength) {
        String name = stackName + "-" + logicalId + "-";
        int room = maxLength - SUFFIX_LENGTH;
        return (name.length() > room ? name.substring(0, room - 1) + "-" : name) + suffix();
    }

    private String suffix() {
        UUID seed = UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.UTF_8));
        BigInteger rest = new BigInteger(1, seed.toString().getBytes(StandardCharsets.US_ASCII));
        BigInteger base = BigInteger.valueOf(SUFFIX_DIGITS.length());
        StringBuilder suffix = new StringBuilder();
        while (suffix.length() < SUFFIX_LENGTH) {
            suffix.append(SUFFIX_DIGITS.charAt(rest.mod(base).intValue()));
            rest = rest.divide(base);
        }
        return suffix.toString();
    }
}
