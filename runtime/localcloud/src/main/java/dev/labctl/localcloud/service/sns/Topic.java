package dev.labctl.localcloud.service.sns;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topic as it is stored.
 *
 * @param arn its ARN, the key of its row
 * @param attributes the attributes that were set
 * @param tags its tags
 * @param deletedSubscriptions how many subscriptions were deleted
 */
record Topic(String arn, Map<String, String> attributes, Map<String, String> tags, int deletedSubscriptions) {
    static final String POLICY = "Policy";
    static final String FIFO = "FifoTopic";
    static final String CONTENT_DEDUPLICATION = "ContentBasedDeduplication";

    Topic {
        attributes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        tags = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    String name() {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    String region() {
        return arn.split(":", -1)[3];
    }

    String accountId() {
        return arn.split(":", -1)[4];
    }

    boolean isFifo() {
        return isOn(FIFO);
    }

    boolean isOn(String attribute) {
        return "true".equalsIgnoreCase(attributes.get(attribute));
    }

    /** The policy: the owner's, or the one that SNS gives a new topic, which lets the account do everything. */
    String policy() {
        return attributes.getOrDefault(POLICY, """
                {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
                "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes",\
                "SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe",\
                "SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"%s",\
                "Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}""".formatted(arn, accountId()));
    }

    Topic with(String attribute, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new Topic(arn, changed, tags, deletedSubscriptions);
    }

    Topic withTags(Map<String, String> changed) {
        return new Topic(arn, attributes, changed, deletedSubscriptions);
    }

    Topic subscriptionDeleted() {
        return new Topic(arn, attributes, tags, deletedSubscriptions + 1);
    }
}
