package dev.labctl.localcloud.service.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a bucket and its objects let others do: the bucket policy, and what ACLs grant, said as statements of a policy
 * ("Mapping of ACL permissions and access policy permissions", Amazon S3 User Guide).
 */
final class EffectivePolicy {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectIndex index;

    EffectivePolicy(ObjectIndex index) {
        this.index = index;
    }

    /**
     * The policy for the bucket, or for the objects of a key.
     *
     * @param key empty for the bucket itself
     */
    Optional<String> of(Bucket bucket, String key) {
        List<ObjectNode> grants = Acls.areInForce(bucket) ? grants(bucket, key) : List.of();
        return grants.isEmpty() ? Optional.ofNullable(bucket.policy()) : Optional.of(with(bucket, grants));
    }

    private List<ObjectNode> grants(Bucket bucket, String key) {
        List<ObjectNode> grants = new ArrayList<>();
        String canned = Acls.cannedOf(bucket);
        if (key.isEmpty()) {
            addReading(
                    grants,
                    canned,
                    bucket.arn(),
                    "s3:ListBucket",
                    "s3:ListBucketVersions",
                    "s3:ListBucketMultipartUploads");
            return grants;
        }
        String arn = S3Access.arn(bucket.name(), key);
        if (canned.equals("public-read-write")) {
            grants.add(statement(arn, "s3:PutObject"));
        }
        index.newest(bucket.name(), key)
                .flatMap(object -> object.headers().get(ObjectHeaders.ACL))
                .ifPresent(acl -> addReading(grants, acl, arn, "s3:GetObject"));
        index.versions(bucket.name(), key).forEach(version -> version.headers()
                .get(ObjectHeaders.ACL)
                .ifPresent(acl -> addReadingVersion(grants, acl, arn, version.versionId())));
        return grants;
    }

    private static void addReadingVersion(List<ObjectNode> grants, String acl, String arn, String versionId) {
        int before = grants.size();
        addReading(grants, acl, arn, "s3:GetObjectVersion");
        grants.subList(before, grants.size())
                .forEach(grant -> grant.withObject("/Condition/StringEquals").put("s3:VersionId", versionId));
    }

    private static void addReading(List<ObjectNode> grants, String canned, String arn, String... actions) {
        if (canned.startsWith("public-read")) {
            grants.add(statement(arn, actions));
        } else if (canned.equals("authenticated-read")) {
            ObjectNode statement = statement(arn, actions);
            // Who did not sign has no ARN.
            statement.withObject("/Condition/Null").put("aws:PrincipalArn", "false");
            grants.add(statement);
        }
    }

    private static ObjectNode statement(String arn, String... actions) {
        ObjectNode statement = JSON.createObjectNode();
        statement.put("Effect", "Allow").put("Principal", "*").put("Resource", arn);
        ArrayNode names = statement.putArray("Action");
        for (String action : actions) {
            names.add(action);
        }
        return statement;
    }

    private static String with(Bucket bucket, List<ObjectNode> grants) {
        try {
            ObjectNode policy = bucket.policy() == null
                    ? JSON.createObjectNode().put("Version", "2012-10-17")
                    : (ObjectNode) JSON.readTree(bucket.policy());
            JsonNode own = policy.path("Statement");
            ArrayNode all = policy.putArray("Statement");
            if (own.isArray()) {
                all.addAll((ArrayNode) own);
            } else if (own.isObject()) {
                all.add(own);
            }
            all.addAll(grants);
            return JSON.writeValueAsString(policy);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the stored policy of " + bucket.name() + " is no JSON", e);
        }
    }
}
