package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.Call;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;

/** The KMS keys that tables name. Encryption is recorded; what protects the data locally is the user's own disk. */
final class EncryptionKeys {
    private EncryptionKeys() {}

    /** The ARN of the key a specification asks for; null for DynamoDB's own key. */
    static @Nullable String arn(@Nullable SSESpecification asked, Call call) {
        if (asked == null || !Boolean.TRUE.equals(asked.enabled())) {
            return null;
        }
        String key = asked.kmsMasterKeyId();
        if (key == null || key.equals("alias/aws/dynamodb")) {
            String region = "aws/dynamodb/" + call.region();
            key = UUID.nameUUIDFromBytes(region.getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
        if (key.startsWith("arn:")) {
            return key;
        }
        return call.arn("kms", key.startsWith("alias/") ? key : "key/" + key);
    }
}
