package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.AccessKey;
import dev.labctl.localcloud.identity.UniqueIds;
import dev.labctl.localcloud.identity.User;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** Access keys of users; where no user is named, the caller's own. */
final class AccessKeyOperations {
    private static final int MOST_KEYS = 2;

    private final IamContext iam;

    AccessKeyOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        operations.on(
                CreateAccessKeyRequest.class,
                iam.onUser("iam:CreateAccessKey", CreateAccessKeyRequest::userName),
                this::create);
        operations.on(
                ListAccessKeysRequest.class,
                iam.onUser("iam:ListAccessKeys", ListAccessKeysRequest::userName),
                this::list);
        operations.on(
                UpdateAccessKeyRequest.class,
                iam.onUser("iam:UpdateAccessKey", UpdateAccessKeyRequest::userName),
                this::update);
        operations.on(
                DeleteAccessKeyRequest.class,
                iam.onUser("iam:DeleteAccessKey", DeleteAccessKeyRequest::userName),
                this::delete);
    }

    private CreateAccessKeyResponse create(CreateAccessKeyRequest request, Call call) {
        AccessKey created = iam.identities().change(() -> {
            User user = iam.userOrCaller(request.userName(), call);
            if (keysOf(user).size() >= MOST_KEYS) {
                throw IamErrors.limitExceeded("Cannot exceed quota for AccessKeysPerUser: " + MOST_KEYS);
            }
            AccessKey key =
                    new AccessKey(UniqueIds.accessKey("AKIA"), UniqueIds.secret(), user.name(), true, iam.now());
            iam.identities().accessKeys().put(key.id(), key);
            return key;
        });
        return CreateAccessKeyResponse.builder()
                .accessKey(software.amazon.awssdk.services.iam.model.AccessKey.builder()
                        .userName(created.user())
                        .accessKeyId(created.id())
                        .secretAccessKey(created.secret())
                        .status(StatusType.ACTIVE)
                        .createDate(created.created().truncatedTo(ChronoUnit.SECONDS))
                        .build())
                .build();
    }

    private List<AccessKey> keysOf(User user) {
        return iam.identities()
                .accessKeys()
                .values()
                .filter(key -> key.user().equals(user.name()))
                .toList();
    }

    private ListAccessKeysResponse list(ListAccessKeysRequest request, Call call) {
        List<AccessKeyMetadata> keys = keysOf(iam.userOrCaller(request.userName(), call)).stream()
                .map(iam.shapes()::metadata)
                .toList();
        Page<AccessKeyMetadata> page =
                Page.of(keys, AccessKeyMetadata::accessKeyId, request.marker(), request.maxItems());
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private UpdateAccessKeyResponse update(UpdateAccessKeyRequest request, Call call) {
        if (request.status() != StatusType.ACTIVE && request.status() != StatusType.INACTIVE) {
            throw IamErrors.invalid(
                    "1 validation error detected: Value '" + request.statusAsString()
                            + "' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]");
        }
        iam.identities().change(() -> {
            AccessKey key = key(iam.userOrCaller(request.userName(), call), request.accessKeyId());
            iam.identities().accessKeys().put(key.id(), key.withActive(request.status() == StatusType.ACTIVE));
        });
        return UpdateAccessKeyResponse.builder().build();
    }

    private DeleteAccessKeyResponse delete(DeleteAccessKeyRequest request, Call call) {
        iam.identities().change(() -> {
            AccessKey key = key(iam.userOrCaller(request.userName(), call), request.accessKeyId());
            iam.identities().accessKeys().remove(key.id());
        });
        return DeleteAccessKeyResponse.builder().build();
    }

    private AccessKey key(User user, @Nullable String id) {
        return iam.identities()
                .accessKeys()
                .get(String.valueOf(id))
                .filter(key -> key.user().equals(user.name()))
                .orElseThrow(() -> IamErrors.noSuchEntity("The Access Key with id " + id + " cannot be found."));
    }
}
