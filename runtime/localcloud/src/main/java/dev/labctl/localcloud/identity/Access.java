package dev.labctl.localcloud.identity;

import java.util.Map;

/**
 * One permission a request needs.
 *
 * @param action the IAM action, for instance {@code s3:GetObject}
 * @param resource the ARN it is needed on; {@code *} where the action has no resource
 * @param conditions the request's service-specific condition keys, for instance {@code s3:prefix}
 */
public record Access(String action, String resource, Map<String, String> conditions) {
    public Access {
        conditions = Map.copyOf(conditions);
    }

    public static Access to(String action, String resource) {
        return new Access(action, resource, Map.of());
    }
}
