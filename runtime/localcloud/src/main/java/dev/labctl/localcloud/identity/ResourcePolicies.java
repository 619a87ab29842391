package dev.labctl.localcloud.identity;

import java.util.Optional;

/** Where the policies attached to resources are found. */
@FunctionalInterface
public interface ResourcePolicies {
    /** The policy document (JSON) of the resource with this ARN. */
    Optional<String> of(String arn);
}
