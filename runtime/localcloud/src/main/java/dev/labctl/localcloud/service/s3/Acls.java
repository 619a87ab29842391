package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 * recorded and described. They grant nothing here: policies decide.
 */
final class Acls {
    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
    private static final String AUTHENTICATED = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    private static final String PRIVATE = "private";
    private static final Set<String> OWNERS_OWN = Set.of(PRIVATE, "bucket-owner-full-control");
    private static final Set<String> PUBLIC = Set.of("public-read", "public-read-write", "authenticated-read");
    private static final Set<String> OTHERS = Set.of("aws-exec-read", "bucket-owner-read", "log-delivery-write");

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
     * @throws AwsError {@code AccessControlListNotSupported}, {@code InvalidArgument}, {@code AccessDenied}
     */
    static void checkCanned(Bucket bucket, @Nullable String acl) {
        if (acl == null || OWNERS_OWN.contains(acl)) {
            return;
        }
        if (!PUBLIC.contains(acl) && !OTHERS.contains(acl)) {
            throw S3Errors.invalidArgument("", "x-amz-acl", acl);
        }
        if (isOwnerEnforced(bucket)) {
            throw notSupported();
        }
        boolean blocked = bucket.setting(PublicAccessBlockConfiguration.class)
                .map(block -> Boolean.TRUE.equals(block.blockPublicAcls()))
                .orElse(false);
        if (blocked && PUBLIC.contains(acl)) {
            throw S3Errors.accessDenied();
        }
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
        String canned =
                bucket.setting(AccessControlPolicy.class).map(Acls::cannedOf).orElse(PRIVATE);
        return GetBucketAclResponse.builder()
                .owner(Owners.of(call.accountId()))
                .grants(grants(canned, call))
                .build();
    }

    private PutBucketAclResponse putBucketAcl(PutBucketAclRequest request, Call call) {
        Bucket bucket = buckets.require(request.bucket(), call);
        String canned = canned(bucket, request.aclAsString(), request.accessControlPolicy(), call);
        AccessControlPolicy kept = AccessControlPolicy.builder()
                .owner(Owners.of(call.accountId()))
                .grants(grants(canned, call))
                .build();
        buckets.update(bucket.name(), changed -> changed.with(kept));
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
        if (call.headers().keySet().stream().anyMatch(name -> name.startsWith("x-amz-grant-"))) {
            if (isOwnerEnforced(bucket)) {
                throw notSupported();
            }
            throw S3Errors.notImplemented("x-amz-grant");
        }
        if (policy != null) {
            if (!policy.grants().equals(grants(PRIVATE, call)) && isOwnerEnforced(bucket)) {
                throw notSupported();
            }
            return cannedOf(policy);
        }
        if (acl == null) {
            throw AwsError.of(400, "MissingSecurityHeader", "Your request was missing a required header");
        }
        checkCanned(bucket, acl);
        return acl;
    }

    private static String cannedOf(AccessControlPolicy policy) {
        boolean read = false;
        boolean write = false;
        boolean authenticated = false;
        for (Grant grant : policy.grants()) {
            if (grant.grantee() == null || grant.grantee().type() == Type.AMAZON_CUSTOMER_BY_EMAIL) {
                throw S3Errors.notImplemented("AccessControlList by e-mail");
            }
            authenticated |= AUTHENTICATED.equals(grant.grantee().uri());
            boolean everyone = ALL_USERS.equals(grant.grantee().uri());
            read |= everyone && grant.permission() == Permission.READ;
            write |= everyone && grant.permission() == Permission.WRITE;
        }
        if (authenticated) {
            return "authenticated-read";
        }
        if (write) {
            return "public-read-write";
        }
        return read ? "public-read" : PRIVATE;
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
