package dev.labctl.localcloud.service.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.service.cloudformation.template.TemplateException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What {@code {{resolve:secretsmanager:secret-id:secret-string:json-key:version-stage:version-id}}} asks for.
 *
 * @param secretId a name or an ARN
 * @param jsonKey the member of the secret's JSON; null for the whole value
 */
record SecretReference(
        String secretId,
        @Nullable String jsonKey,
        @Nullable String versionStage,
        @Nullable String versionId) {
    private static final int ARN_PARTS = 7;
    private static final int MAX_PARTS = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads what follows {@code resolve:secretsmanager:}.
     *
     * @throws TemplateException when it is malformed
     */
    static SecretReference parse(String reference, String text) {
        String[] all = text.split(":", -1);
        int ofId = text.startsWith("arn:") ? Math.min(ARN_PARTS, all.length) : 1;
        String[] parts = new String[MAX_PARTS];
        parts[0] = String.join(":", Arrays.copyOf(all, ofId));
        if (parts[0].isEmpty() || all.length - ofId >= MAX_PARTS) {
            throw malformed(reference);
        }
        for (int i = ofId; i < all.length; i++) {
            parts[i - ofId + 1] = all[i].isEmpty() ? null : all[i];
        }
        if (parts[1] != null && !parts[1].equals("SecretString")) {
            throw malformed(reference);
        }
        return new SecretReference(parts[0], parts[2], parts[3], parts[4]);
    }

    private static TemplateException malformed(String reference) {
        return new TemplateException(
                "Incorrect format is used in the following Secrets Manager reference: [" + reference + "]");
    }

    /** The value, or its member. */
    String valueIn(@Nullable String secretString) {
        if (secretString == null) {
            throw new TemplateException("Secret binary is not supported in dynamic references: " + secretId);
        }
        if (jsonKey == null) {
            return secretString;
        }
        try {
            JsonNode member = JSON.readTree(secretString).get(jsonKey);
            if (member == null) {
                throw new TemplateException("Could not find a value associated with JSONKey in SecretString");
            }
            return member.isValueNode() ? member.asText() : member.toString();
        } catch (JsonProcessingException e) {
            throw new TemplateException("Could not parse SecretString JSON");
        }
    }
}
