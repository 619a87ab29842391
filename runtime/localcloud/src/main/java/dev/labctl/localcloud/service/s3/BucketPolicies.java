package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.labctl.localcloud.core.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Bucket policies: what S3 refuses to store, and which it calls public. */
final class BucketPolicies {
    private static final int LONGEST = 20 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Condition keys that, compared with fixed values, make a policy not public ("The meaning of public"). */
    private static final Set<String> NARROWING = Set.of(
            "aws:sourceip",
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceowner",
            "aws:sourceaccount",
            "aws:userid",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:principalarn",
            "aws:principalaccount",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            "s3:dataaccesspointarn",
            "s3:dataaccesspointaccount");

    private BucketPolicies() {}

    /**
     * Returns when the document may be the policy of this bucket.
     *
     * @throws AwsError {@code MalformedPolicy}
     */
    static void check(Bucket bucket, String document) {
        if (document.length() > LONGEST) {
            throw S3Errors.invalidArgument("Policy exceeds the maximum allowed document size.", "Policy", "");
        }
        JsonNode policy = parse(document);
        JsonNode statements = policy.path("Statement");
        if (statements.isMissingNode() || statements.isEmpty()) {
            throw malformed("Missing required field Statement");
        }
        for (JsonNode statement : list(statements)) {
            checkStatement(bucket, statement);
        }
    }

    private static void checkStatement(Bucket bucket, JsonNode statement) {
        String effect = statement.path("Effect").asText();
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw malformed(effect.isEmpty() ? "Missing required field Effect" : "Invalid effect: " + effect);
        }
        if (!statement.has("Principal") && !statement.has("NotPrincipal")) {
            throw malformed("Missing required field Principal");
        }
        checkPrincipal(statement.has("Principal") ? statement.path("Principal") : statement.path("NotPrincipal"));
        checkActions(statement);
        if (!statement.has("Resource") && !statement.has("NotResource")) {
            throw malformed("Missing required field Resource");
        }
        for (JsonNode resource : list(statement.path("Resource"))) {
            String arn = resource.asText();
            if (!arn.equals("*") && !arn.equals(bucket.arn()) && !arn.startsWith(bucket.arn() + "/")) {
                throw malformed("Policy has invalid resource");
            }
        }
    }

    private static void checkPrincipal(JsonNode principal) {
        if (principal.isTextual() && principal.asText().equals("*")) {
            return;
        }
        if (!principal.isObject()
                || !Set.of("AWS", "Service", "Federated", "CanonicalUser").containsAll(names(principal))) {
            throw malformed("Invalid principal in policy");
        }
        for (JsonNode aws : list(principal.path("AWS"))) {
            String name = aws.asText();
            if (!name.equals("*") && !name.matches("\\d{12}|arn:aws[a-z-]*:(iam|sts)::\\d{12}:.+|A[A-Z0-9]{15,}")) {
                throw malformed("Invalid principal in policy");
            }
        }
        for (JsonNode service : list(principal.path("Service"))) {
            if (!service.asText().matches("[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?")) {
                throw malformed("Invalid principal in policy");
            }
        }
    }

    private static void checkActions(JsonNode statement) {
        if (!statement.has("Action") && !statement.has("NotAction")) {
            throw malformed("Missing required field Action");
        }
        for (JsonNode action : list(statement.has("Action") ? statement.path("Action") : statement.path("NotAction"))) {
            String name = action.asText().toLowerCase(Locale.ROOT);
            if (!name.equals("*") && !name.matches("s3:[a-z*?]+")) {
                throw malformed("Policy has invalid action");
            }
        }
    }

    /** Whether the policy grants access to everyone, as S3 sees it. */
    static boolean isPublic(String document) {
        for (JsonNode statement : list(parse(document).path("Statement"))) {
            if (statement.path("Effect").asText().equals("Allow")
                    && (statement.has("NotPrincipal") || isEveryone(statement.path("Principal")))
                    && !isNarrowed(statement.path("Condition"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEveryone(JsonNode principal) {
        return principal.asText().equals("*")
                || list(principal.path("AWS")).stream()
                        .anyMatch(name -> name.asText().equals("*"));
    }

    private static boolean isNarrowed(JsonNode condition) {
        for (JsonNode tests : condition) {
            for (String key : names(tests)) {
                boolean fixed = list(tests.path(key)).stream().noneMatch(value -> isWide(value.asText()));
                if (NARROWING.contains(key.toLowerCase(Locale.ROOT)) && fixed) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWide(String value) {
        return value.contains("*") || value.contains("?") || value.endsWith("/0");
    }

    private static JsonNode parse(String document) {
        try {
            JsonNode policy = JSON.readTree(document);
            if (policy != null && policy.isObject()) {
                return policy;
            }
        } catch (JsonProcessingException e) {
            throw notJson();
        }
        throw notJson();
    }

    private static AwsError notJson() {
        return malformed("Policies must be valid JSON and the first byte must be '{'");
    }

    private static AwsError malformed(String message) {
        return AwsError.of(400, "MalformedPolicy", message);
    }

    private static List<JsonNode> list(JsonNode node) {
        List<JsonNode> all = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(all::add);
        } else if (!node.isMissingNode()) {
            all.add(node);
        }
        return all;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
