package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * Access control lists: refused where the bucket owner's are enforced, as on every new bucket; elsewhere canned ones are
 * kept. What they grant, {@link EffectivePolicy} tells.
 */
final class Acls {
    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
    private static final String AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    private static final String LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";
    private static final String PRIVATE = "private";
    private static final String OWNER_FULL_CONTROL = "bucket-owner-full-control";
    private static final Set<String> PUBLIC = Set.of("public-read", "public-read-write", "authenticated-read");
    private static final Set<String> OTHERS =
            Set.of(PRIVATE, OWNER_FULL_CONTROL, "aws-exec-read", "bucket-owner-read", "log-delivery-write");

    private final Buckets buckets;
    private final ObjectIndex index;
    private final ObjectLookup lookup;
    private final EventOutbox outbox;
    private final Clock clock;

    Acls(Buckets buckets, ObjectIndex index, ObjectLookup lookup, EventOutbox outbox, Clock clock) {
        this.buckets = buckets;
        this.index = index;
        this.lookup = lookup;
        this.outbox = outbox;
        this.clock = clock;
    }

    void register(Operations on, S3Access access) {
        on.on(GetBucketAclRequest.class, access.bucket("s3:GetBucketAcl"), this::getBucketAcl);
        on.on(PutBucketAclRequest.class, access.bucket("s3:PutBucketAcl"), this::putBucketAcl);
        on.on(GetObjectAclRequest.class, access.object("s3:GetObjectAcl"), this::getObjectAcl);
        on.on(PutObjectAclRequest.class, access.object("s3:PutObjectAcl"), this::putObjectAcl);
    }

    /**
     * Returns when an object of the bucket may be written with this canned ACL.
     *
     * @throws AwsError {@code AccessControlListNotSupported}, {@code InvalidArgument}, {@code AccessDenied}; {@code
     *     NotImplemented} for grants in headers
     */
    static void checkWrite(Bucket bucket, @Nullable String acl, Call call) {
        refuseGrantHeaders(bucket, call);
        if (acl != null) {
            checkCanned(bucket, acl);
        }
    }

    private static void checkCanned(Bucket bucket, String acl) {
        if (!isPublic(acl) && !OTHERS.contains(acl)) {
            throw S3Errors.invalidArgument("", "x-amz-acl", acl);
        }
        if (isOwnerEnforced(bucket) && !acl.equals(OWNER_FULL_CONTROL)) {
            throw notSupported();
        }
        if (isPublic(acl) && blocks(bucket, PublicAccessBlockConfiguration::blockPublicAcls)) {
            throw S3Errors.accessDenied();
        }
    }

    static boolean isPublic(String canned) {
        return PUBLIC.contains(canned);
    }

    /** Whether the bucket's and its objects' ACLs count: {@code BucketOwnerEnforced}, {@code IgnorePublicAcls}. */
    static boolean areInForce(Bucket bucket) {
        return !isOwnerEnforced(bucket) && !blocks(bucket, PublicAccessBlockConfiguration::ignorePublicAcls);
    }

    /** The canned ACL that the bucket's is. */
    static String cannedOf(Bucket bucket) {
        return isOwnerEnforced(bucket)
                ? PRIVATE
                : bucket.setting(AccessControlPolicy.class).map(Acls::cannedOf).orElse(PRIVATE);
    }

    /**
     * Returns when a new bucket may have this ACL beside these controls.
     *
     * @throws AwsError {@code InvalidBucketAclWithObjectOwnership}, {@code InvalidBucketAclWithBlockPublicAccessError}
     */
    static void checkNew(@Nullable String acl, ObjectOwnership ownership) {
        if (acl == null || acl.equals(PRIVATE)) {
            return;
        }
        if (ownership == ObjectOwnership.BUCKET_OWNER_ENFORCED) {
            throw withOwnership();
        }
        if (isPublic(acl)) {
            throw AwsError.of(
                    400,
                    "InvalidBucketAclWithBlockPublicAccessError",
                    "Bucket cannot have public ACLs set with BlockPublicAccess enabled");
        }
    }

    /** A bucket whose ACL gives others anything cannot come to ignore ACLs. */
    static void checkEnforcing(Bucket bucket) {
        if (!cannedOf(bucket).equals(PRIVATE)) {
            throw withOwnership();
        }
    }

    private static AwsError withOwnership() {
        return AwsError.of(
                400,
                "InvalidBucketAclWithObjectOwnership",
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
    }

    /** The bucket with a canned ACL. */
    static Bucket with(Bucket bucket, String canned, Call call) {
        return bucket.with(AccessControlPolicy.builder()
                .owner(Owners.of(call.accountId()))
                .grants(grants(canned, call))
                .build());
    }

    private static boolean blocks(Bucket bucket, Function<PublicAccessBlockConfiguration, Boolean> setting) {
        return bucket.setting(PublicAccessBlockConfiguration.class).map(setting).orElse(false);
    }

    private static boolean isOwnerEnforced(Bucket bucket) {
        return bucket.setting(OwnershipControls.class)
                .map(controls -> controls.rules().get(0).objectOwnership() == ObjectOwnership.BUCKET_OWNER_ENFORCED)
                .orElse(false);
    }

    private static AwsError notSupported() {
        return AwsError.of(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
    }

    private GetBucketAclResponse getBucketAcl(GetBucketAclRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        return GetBucketAclResponse.builder()
                .owner(Owners.of(call.accountId()))
                .grants(grants(cannedOf(bucket), call))
                .build();
    }

    private PutBucketAclResponse putBucketAcl(PutBucketAclRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        String canned = canned(bucket, request.aclAsString(), request.accessControlPolicy(), call);
        buckets.update(bucket.name(), changed -> with(changed, canned, call));
        return PutBucketAclResponse.builder().build();
    }

    private GetObjectAclResponse getObjectAcl(GetObjectAclRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        StoredObject object = lookup.require(bucket, request.key(), request.versionId(), call);
        return GetObjectAclResponse.builder()
                .owner(Owners.of(call.accountId()))
                .grants(grants(object.headers().get(ObjectHeaders.ACL).orElse(PRIVATE), call))
                .build();
    }

    private PutObjectAclResponse putObjectAcl(PutObjectAclRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        String canned = canned(bucket, request.aclAsString(), request.accessControlPolicy(), call);
        outbox.change(() -> {
            StoredObject object = lookup.require(bucket, request.key(), request.versionId(), call);
            index.replace(bucket.name(), object.withHeaders(object.headers().with(ObjectHeaders.ACL, canned)));
            outbox.record(bucket, S3Event.changed("ObjectAcl:Put", object, clock.instant()), call);
            return Boolean.TRUE;
        });
        return PutObjectAclResponse.builder().build();
    }

    /** The canned ACL a request stands for; grants of other kinds are not for this cloud of one account. */
    private static String canned(Bucket bucket, @Nullable String acl, @Nullable AccessControlPolicy policy, Call call) {
        refuseGrantHeaders(bucket, call);
        if (policy != null) {
            String canned = cannedOf(policy);
            if (!canned.equals(PRIVATE)) {
                checkCanned(bucket, canned);
            }
            if (!shown(grants(canned, call)).equals(shown(policy.grants()))) {
                throw S3Errors.notImplemented("AccessControlPolicy with these grants");
            }
            return canned;
        }
        if (acl == null) {
            throw AwsError.of(400, "MissingSecurityHeader", "Your request was missing a required header");
        }
        checkCanned(bucket, acl);
        return acl;
    }

    /** The headers that give a new bucket or object grants, by name. */
    static Map<String, String> grantHeaders(Call call) {
        return call.headers().entrySet().stream()
                .filter(header -> header.getKey().startsWith("x-amz-grant-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void refuseGrantHeaders(Bucket bucket, Call call) {
        if (!grantHeaders(call).isEmpty()) {
            throw isOwnerEnforced(bucket) ? notSupported() : S3Errors.notImplemented("x-amz-grant");
        }
    }

    private static String cannedOf(AccessControlPolicy policy) {
        Set<String> given = shown(policy.grants());
        if (given.contains(AUTHENTICATED + " READ")) {
            return "authenticated-read";
        }
        if (given.contains(ALL_USERS + " WRITE")) {
            return "public-read-write";
        }
        if (given.contains(LOG_DELIVERY + " WRITE")) {
            return "log-delivery-write";
        }
        return given.contains(ALL_USERS + " READ") ? "public-read" : PRIVATE;
    }

    /** The grants as {@code grantee PERMISSION}. */
    private static Set<String> shown(List<Grant> grants) {
        Set<String> shown = new TreeSet<>();
        for (Grant grant : grants) {
            Grantee grantee = grant.grantee();
            if (grantee == null || grantee.type() == Type.AMAZON_CUSTOMER_BY_EMAIL) {
                throw S3Errors.notImplemented("AccessControlList by e-mail");
            }
            shown.add((grantee.uri() == null ? grantee.id() : grantee.uri()) + " " + grant.permissionAsString());
        }
        return shown;
    }

    private static List<Grant> grants(String canned, Call call) {
        List<Grant> grants = new ArrayList<>();
        grants.add(Grant.builder()
                .grantee(Grantee.builder()
                        .id(Owners.canonicalId(call.accountId()))
                        .type(Type.CANONICAL_USER)
                        .build())
                .permission(Permission.FULL_CONTROL)
                .build());
        switch (canned) {
            case "public-read" -> grants.add(group(ALL_USERS, Permission.READ));
            case "public-read-write" -> {
                grants.add(group(ALL_USERS, Permission.READ));
                grants.add(group(ALL_USERS, Permission.WRITE));
            }
            case "log-delivery-write" -> {
                grants.add(group(LOG_DELIVERY, Permission.WRITE));
                grants.add(group(LOG_DELIVERY, Permission.READ_ACP));
            }
            case "authenticated-read" -> grants.add(group(AUTHENTICATED, Permission.READ));
            default -> {
                // The others give nobody else anything within one account.
            }
        }
        return grants;
    }

    private static Grant group(String uri, Permission permission) {
        return Grant.builder()
                .grantee(Grantee.builder().type(Type.GROUP).uri(uri).build())
                .permission(permission)
                .build();
    }
}
