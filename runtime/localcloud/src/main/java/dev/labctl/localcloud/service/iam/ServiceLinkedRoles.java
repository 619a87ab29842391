package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.UniqueIds;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;

/** Roles that a service keeps in the account for its own work; only the service's policy is on them. */
final class ServiceLinkedRoles {
    private static final String PATH = "/aws-service-role/";
    private static final String POLICIES = "arn:aws:iam::aws:policy/aws-service-role/";
    private static final Map<String, Template> TEMPLATES = Map.of(
            "rds.amazonaws.com",
            new Template("AWSServiceRoleForRDS", "AmazonRDSServiceRolePolicy"),
            "lambda.amazonaws.com",
            new Template("AWSServiceRoleForLambda", "AWSLambdaServiceRolePolicy"),
            "dynamodb.application-autoscaling.amazonaws.com",
            new Template(
                    "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
                    "AWSApplicationAutoscalingDynamoDBTablePolicy"));

    private final IamContext iam;

    ServiceLinkedRoles(IamContext iam) {
        this.iam = iam;
    }

    /** The role's name and the AWS managed policy on it. */
    private record Template(String role, String policy) {}

    void register(Operations operations) {
        operations.on(CreateServiceLinkedRoleRequest.class, this::createAccess, this::create);
        operations.on(
                DeleteServiceLinkedRoleRequest.class,
                iam.onRole("iam:DeleteServiceLinkedRole", DeleteServiceLinkedRoleRequest::roleName),
                this::delete);
        operations.on(
                GetServiceLinkedRoleDeletionStatusRequest.class,
                (request, call) -> List.of(Access.to(
                        "iam:GetServiceLinkedRoleDeletionStatus",
                        iam.arn("role" + PATH, roleOfTask(request.deletionTaskId())))),
                this::status);
    }

    /** Refuses changes of a role that its service keeps to itself. */
    static void requireUnlinked(Role role) {
        if (role.path().startsWith(PATH)) {
            throw AwsError.of(
                    400,
                    "UnmodifiableEntity",
                    "Cannot perform the operation on the protected role '" + role.name()
                            + "' - this role is only modifiable by AWS");
        }
    }

    private static Template template(@Nullable String service) {
        Template template = TEMPLATES.get(String.valueOf(service));
        if (template == null) {
            throw IamErrors.invalidInput("The local cloud has no service-linked role for " + service + ", only for "
                    + String.join(", ", TEMPLATES.keySet().stream().sorted().toList()) + ".");
        }
        return template;
    }

    private List<Access> createAccess(CreateServiceLinkedRoleRequest request, Call call) {
        String service = String.valueOf(request.awsServiceName());
        String arn = iam.arn("role" + PATH + service + "/", template(service).role());
        return List.of(Access.to("iam:CreateServiceLinkedRole", arn).with("iam:AWSServiceName", service));
    }

    private CreateServiceLinkedRoleResponse create(CreateServiceLinkedRoleRequest request, Call call) {
        Template template = template(request.awsServiceName());
        if (request.customSuffix() != null) {
            throw IamErrors.invalidInput("Custom suffix is not allowed for " + request.awsServiceName());
        }
        String trust = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},\
                "Action":"sts:AssumeRole"}]}""".formatted(request.awsServiceName());
        Role role = new Role(
                template.role(),
                PATH + request.awsServiceName() + "/",
                UniqueIds.entity("AROA"),
                iam.now(),
                trust,
                request.description(),
                3_600,
                Grants.NONE.withAttached(POLICIES + template.policy()),
                Map.of());
        iam.identities().change(() -> {
            if (iam.identities().roles().contains(role.name())) {
                throw IamErrors.invalidInput("Service role name " + role.name()
                        + " has been taken in this account, please try a different suffix.");
            }
            iam.identities().roles().put(role.name(), role);
        });
        return CreateServiceLinkedRoleResponse.builder()
                .role(iam.shapes().listed(role))
                .build();
    }

    private DeleteServiceLinkedRoleResponse delete(DeleteServiceLinkedRoleRequest request, Call call) {
        Role role = iam.role(request.roleName());
        if (!role.path().startsWith(PATH)) {
            throw IamErrors.noSuchEntity("The role with name " + role.name() + " is not a service-linked role.");
        }
        iam.identities().change(() -> {
            iam.identities().roles().remove(role.name());
        });
        return DeleteServiceLinkedRoleResponse.builder()
                .deletionTaskId("task" + role.path() + role.name() + "/" + UUID.randomUUID())
                .build();
    }

    private GetServiceLinkedRoleDeletionStatusResponse status(
            GetServiceLinkedRoleDeletionStatusRequest request, Call call) {
        String role = roleOfTask(request.deletionTaskId());
        return GetServiceLinkedRoleDeletionStatusResponse.builder()
                .status(
                        iam.identities().roles().contains(role)
                                ? DeletionTaskStatusType.FAILED
                                : DeletionTaskStatusType.SUCCEEDED)
                .build();
    }

    private static String roleOfTask(@Nullable String taskId) {
        String[] parts = String.valueOf(taskId).split("/", -1);
        if (parts.length < 5) {
            throw IamErrors.noSuchEntity("The deletion task " + taskId + " cannot be found.");
        }
        return parts[parts.length - 2];
    }
}
