package dev.labctl.localcloud.service.sns;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A subscription as it is stored.
 *
 * @param arn its ARN, the key of its row
 * @param topicArn the topic
 * @param protocol {@code sqs}, {@code lambda}, {@code email} ...
 * @param endpoint where deliveries go
 * @param attributes the attributes that were set
 * @param isPending whether the endpoint has yet to confirm; then nothing is delivered
 * @param principal the ARN of who subscribed
 */
record Subscription(
        String arn,
        String topicArn,
        String protocol,
        String endpoint,
        Map<String, String> attributes,
        boolean isPending,
        String principal) {
    static final String FILTER_POLICY = "FilterPolicy";
    static final String FILTER_SCOPE = "FilterPolicyScope";
    static final String RAW = "RawMessageDelivery";
    static final String REDRIVE_POLICY = "RedrivePolicy";

    Subscription {
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    boolean isRaw() {
        return "true".equalsIgnoreCase(attributes.get(RAW));
    }

    Subscription with(String attribute, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        if (value.isEmpty()) {
            changed.remove(attribute);
            if (attribute.equals(FILTER_POLICY)) {
                changed.remove(FILTER_SCOPE);
            }
        } else {
            changed.put(attribute, value);
        }
        return new Subscription(arn, topicArn, protocol, endpoint, changed, isPending, principal);
    }
}
