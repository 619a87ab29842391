package dev.labctl.localcloud.identity;

import java.util.Map;
import java.util.Optional;

/** Where the policies and tags of resources are found. */
@FunctionalInterface
public interface ResourcePolicies {
    /** The policy document (JSON) of the resource with this ARN. */
    Optional<String> of(String arn);

    /** The tags of the resource with this ARN, as {@code aws:ResourceTag/<key>} sees them. */
    default Map<String, String> tags(String arn) {
        return Map.of();
    }
}
