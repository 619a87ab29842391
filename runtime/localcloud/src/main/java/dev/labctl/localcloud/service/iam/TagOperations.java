package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.InstanceProfile;
import dev.labctl.localcloud.identity.ManagedPolicy;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.User;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;

/** Tags of users, roles, managed policies and instance profiles. */
final class TagOperations {
    private final IamContext iam;

    TagOperations(IamContext iam) {
        this.iam = iam;
    }

    void register(Operations operations) {
        registerTag(operations);
        registerUntag(operations);
        registerList(operations);
    }

    private void registerTag(Operations operations) {
        operations.on(
                TagUserRequest.class,
                tagging(iam.onUser("iam:TagUser", TagUserRequest::userName), (r, call) -> given(r.tags(), call)),
                (request, call) -> {
                    changeUser(request.userName(), adding(request.tags(), call));
                    return TagUserResponse.builder().build();
                });
        operations.on(
                TagRoleRequest.class,
                tagging(iam.onRole("iam:TagRole", TagRoleRequest::roleName), (r, call) -> given(r.tags(), call)),
                (request, call) -> {
                    changeRole(request.roleName(), adding(request.tags(), call));
                    return TagRoleResponse.builder().build();
                });
        operations.on(
                TagPolicyRequest.class,
                tagging(iam.onPolicy("iam:TagPolicy", TagPolicyRequest::policyArn), (r, call) -> given(r.tags(), call)),
                (request, call) -> {
                    changePolicy(request.policyArn(), adding(request.tags(), call));
                    return TagPolicyResponse.builder().build();
                });
        operations.on(
                TagInstanceProfileRequest.class,
                tagging(
                        iam.onProfile("iam:TagInstanceProfile", TagInstanceProfileRequest::instanceProfileName),
                        (r, call) -> given(r.tags(), call)),
                (request, call) -> {
                    changeProfile(request.instanceProfileName(), adding(request.tags(), call));
                    return TagInstanceProfileResponse.builder().build();
                });
    }

    private void registerUntag(Operations operations) {
        operations.on(
                UntagUserRequest.class, iam.onUser("iam:UntagUser", UntagUserRequest::userName), (request, call) -> {
                    changeUser(request.userName(), tags -> IamValidation.without(tags, request.tagKeys()));
                    return UntagUserResponse.builder().build();
                });
        operations.on(
                UntagRoleRequest.class, iam.onRole("iam:UntagRole", UntagRoleRequest::roleName), (request, call) -> {
                    changeRole(request.roleName(), tags -> IamValidation.without(tags, request.tagKeys()));
                    return UntagRoleResponse.builder().build();
                });
        operations.on(
                UntagPolicyRequest.class,
                iam.onPolicy("iam:UntagPolicy", UntagPolicyRequest::policyArn),
                (request, call) -> {
                    changePolicy(request.policyArn(), tags -> IamValidation.without(tags, request.tagKeys()));
                    return UntagPolicyResponse.builder().build();
                });
        operations.on(
                UntagInstanceProfileRequest.class,
                iam.onProfile("iam:UntagInstanceProfile", UntagInstanceProfileRequest::instanceProfileName),
                (request, call) -> {
                    changeProfile(
                            request.instanceProfileName(), tags -> IamValidation.without(tags, request.tagKeys()));
                    return UntagInstanceProfileResponse.builder().build();
                });
    }

    private void registerList(Operations operations) {
        operations.on(
                ListUserTagsRequest.class,
                iam.onUser("iam:ListUserTags", ListUserTagsRequest::userName),
                (request, call) -> {
                    Page<Tag> page = page(iam.user(request.userName()).tags(), request.marker(), request.maxItems());
                    return ListUserTagsResponse.builder()
                            .tags(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
        operations.on(
                ListRoleTagsRequest.class,
                iam.onRole("iam:ListRoleTags", ListRoleTagsRequest::roleName),
                (request, call) -> {
                    Page<Tag> page = page(iam.role(request.roleName()).tags(), request.marker(), request.maxItems());
                    return ListRoleTagsResponse.builder()
                            .tags(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
        operations.on(
                ListPolicyTagsRequest.class,
                iam.onPolicy("iam:ListPolicyTags", ListPolicyTagsRequest::policyArn),
                (request, call) -> {
                    Page<Tag> page = page(iam.policy(request.policyArn()).tags(), request.marker(), request.maxItems());
                    return ListPolicyTagsResponse.builder()
                            .tags(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
        operations.on(
                ListInstanceProfileTagsRequest.class,
                iam.onProfile("iam:ListInstanceProfileTags", ListInstanceProfileTagsRequest::instanceProfileName),
                (request, call) -> {
                    Page<Tag> page = page(
                            iam.profile(request.instanceProfileName()).tags(), request.marker(), request.maxItems());
                    return ListInstanceProfileTagsResponse.builder()
                            .tags(page.items())
                            .isTruncated(page.isTruncated())
                            .marker(page.marker())
                            .build();
                });
    }

    private static <Q> AccessRule<Q> tagging(AccessRule<Q> rule, BiFunction<Q, Call, Map<String, String>> tags) {
        return (request, call) -> rule.of(request, call).stream()
                .map(access -> access.withRequestTags(tags.apply(request, call)))
                .toList();
    }

    private static Map<String, String> given(List<Tag> tags, Call call) {
        return IamValidation.tags(tags, call);
    }

    private static UnaryOperator<Map<String, String>> adding(List<Tag> tags, Call call) {
        return before -> IamValidation.merged(before, IamValidation.tags(tags, call));
    }

    private static Page<Tag> page(Map<String, String> tags, @Nullable String marker, @Nullable Integer maxItems) {
        List<Tag> sorted = IamShapes.tags(new java.util.TreeMap<>(tags));
        return Page.of(sorted, Tag::key, marker, maxItems);
    }

    private void changeUser(@Nullable String name, UnaryOperator<Map<String, String>> change) {
        iam.identities().change(() -> {
            User user = iam.user(name);
            iam.identities().users().put(user.name(), user.withTags(change.apply(user.tags())));
        });
    }

    private void changeRole(@Nullable String name, UnaryOperator<Map<String, String>> change) {
        iam.identities().change(() -> {
            Role role = iam.role(name);
            ServiceLinkedRoles.requireUnlinked(role);
            iam.identities().roles().put(role.name(), role.withTags(change.apply(role.tags())));
        });
    }

    private void changePolicy(@Nullable String arn, UnaryOperator<Map<String, String>> change) {
        iam.identities().change(() -> {
            ManagedPolicy policy = iam.ownPolicy(arn);
            iam.identities().customerPolicies().put(policy.arn(), policy.withTags(change.apply(policy.tags())));
        });
    }

    private void changeProfile(@Nullable String name, UnaryOperator<Map<String, String>> change) {
        iam.identities().change(() -> {
            InstanceProfile profile = iam.profile(name);
            iam.identities().instanceProfiles().put(profile.name(), profile.withTags(change.apply(profile.tags())));
        });
    }
}
