package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What all operations share that make a resource: tags, and client tokens that make a repeated request one. */
final class Creation {
    /**
     * A condition of calls between services that serves as a client token where EC2's operation has none, so that a
     * stack that was interrupted takes over what it has made.
     */
    static final String TOKEN = "labctl:creation-token";

    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    private Creation() {}

    /**
     * Makes a resource, or finds the one that the same client token has made.
     *
     * @param maker makes the resource of a new id
     */
    static <T extends SdkPojo> T once(
            Resources resources, Kind<T> kind, SdkRequest request, Call call, Function<String, T> maker) {
        String token = token(request, call);
        String operation = Registrar.name(request.getClass());
        return resources
                .madeBefore(call.region(), operation, token)
                .flatMap(id -> resources.find(kind, call.region(), id))
                .orElseGet(() -> {
                    Map<String, String> tags = tags(kind, request, call);
                    String id = Resources.newId(kind.prefix());
                    T made = maker.apply(id);
                    resources.made(call.region(), operation, token, id);
                    resources.putTags(call.region(), id, tags);
                    return resources.put(kind, call.region(), made);
                });
    }

    private static @Nullable String token(SdkRequest request, Call call) {
        String condition = call.caller().conditions().get(TOKEN);
        return condition != null
                ? condition
                : request.getValueForField("ClientToken", String.class).orElse(null);
    }

    /** The tags that a request gives the resource it makes. */
    static Map<String, String> tags(Kind<?> kind, SdkRequest request, Call call) {
        Map<String, String> tags = new TreeMap<>();
        List<?> specifications =
                request.getValueForField("TagSpecifications", List.class).orElse(List.of());
        for (Object each : specifications) {
            TagSpecification specification = (TagSpecification) each;
            if (!kind.type().equals(specification.resourceTypeAsString())) {
                throw Ec2Errors.invalidValue("'" + specification.resourceTypeAsString()
                        + "' is not a valid taggable resource type for this operation.");
            }
            tags.putAll(Resources.map(specification.tags()));
        }
        check(tags, call);
        return tags;
    }

    /** Refuses tags that EC2 does not take. Those of {@code aws:} are for calls between services. */
    static void check(Map<String, String> tags, Call call) {
        boolean isFromOutside = !call.headers().isEmpty();
        tags.forEach((key, value) -> {
            if (isFromOutside && key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw Ec2Errors.invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
            }
            if (key.isEmpty() || key.length() > MAX_KEY) {
                throw Ec2Errors.invalidValue("Tag key exceeds the maximum length of " + MAX_KEY + " characters");
            }
            if (value.length() > MAX_VALUE) {
                throw Ec2Errors.invalidValue("Tag value exceeds the maximum length of " + MAX_VALUE + " characters");
            }
        });
        if (tags.keySet().stream().filter(key -> !key.startsWith("aws:")).count() > MAX_TAGS) {
            throw Ec2Errors.of("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
        }
    }
}
