package dev.labctl.localcloud.service.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.identity.Access;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** The resource policies of functions, versions and aliases. */
final class Permissions {
    private static final JsonMapper JSON = new JsonMapper();

    private final Functions functions;

    Permissions(Functions functions) {
        this.functions = functions;
    }

    void register(Operations operations) {
        operations.on(
                AddPermissionRequest.class,
                (q, call) -> List.of(Access.to("lambda:AddPermission", arn(q.functionName(), q.qualifier(), call))
                        .with("lambda:Principal", q.principal() == null ? "" : q.principal())),
                this::add);
        operations.on(
                RemovePermissionRequest.class,
                AccessRule.on("lambda:RemovePermission", (q, call) -> arn(q.functionName(), q.qualifier(), call)),
                this::remove);
        operations.on(
                GetPolicyRequest.class,
                AccessRule.on("lambda:GetPolicy", (q, call) -> arn(q.functionName(), q.qualifier(), call)),
                this::get);
    }

    private static String arn(String name, @Nullable String qualifier, Call call) {
        return FunctionRef.of(name, qualifier, call).arn();
    }

    /** The policy document for the ARN of a function, version or alias. */
    Optional<String> document(String arn) {
        FunctionRef function = FunctionRef.ofArn(arn);
        return function == null ? Optional.empty() : find(function).map(ResourcePolicy::document);
    }

    private Optional<ResourcePolicy> find(FunctionRef function) {
        FunctionRef owner = function.isLatest() ? function.withQualifier(null) : function;
        return functions.policies().get(Functions.qualifiedKey(owner)).filter(policy -> !policy.statements()
                .isEmpty());
    }

    private AddPermissionResponse add(AddPermissionRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        new Constraints()
                .pattern(request.statementId(), "statementId", "([a-zA-Z0-9-_]+)")
                .pattern(request.action(), "action", "(lambda:[*]|lambda:[a-zA-Z]+|[*])")
                .pattern(request.sourceAccount(), "sourceAccount", "\\d{12}")
                .check();
        if (FunctionRef.LATEST.equals(function.qualifier())) {
            throw LambdaErrors.invalid("We currently do not support adding policies for $LATEST.");
        }
        String statement = statement(request, function).toString();
        functions.change(() -> {
            functions.describe(function);
            ResourcePolicy before = find(function).orElseGet(ResourcePolicy::empty);
            if (!before.isRevision(request.revisionId())) {
                throw LambdaErrors.precondition();
            }
            if (before.statements().containsKey(request.statementId())) {
                throw LambdaErrors.conflict(
                        "The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement."
                                .formatted(request.statementId()));
            }
            functions.policies().put(Functions.qualifiedKey(function), before.with(request.statementId(), statement));
            return true;
        });
        AddPermissionResponse.Builder response = AddPermissionResponse.builder().statement(statement);
        response.sdkHttpResponse(Http.CREATED);
        return response.build();
    }

    private static ObjectNode statement(AddPermissionRequest request, FunctionRef function) {
        ObjectNode statement =
                JSON.createObjectNode().put("Sid", request.statementId()).put("Effect", "Allow");
        principal(statement, request.principal());
        statement.put("Action", request.action()).put("Resource", function.arn());
        ObjectNode conditions = JSON.createObjectNode();
        condition(conditions, "StringEquals", "AWS:SourceAccount", request.sourceAccount());
        condition(conditions, "StringEquals", "lambda:EventSourceToken", request.eventSourceToken());
        condition(conditions, "StringEquals", "aws:PrincipalOrgID", request.principalOrgID());
        condition(conditions, "StringEquals", "lambda:FunctionUrlAuthType", request.functionUrlAuthTypeAsString());
        if (request.invokedViaFunctionUrl() != null) {
            condition(
                    conditions,
                    "Bool",
                    "lambda:InvokedViaFunctionUrl",
                    request.invokedViaFunctionUrl().toString());
        }
        condition(conditions, "ArnLike", "AWS:SourceArn", request.sourceArn());
        if (!conditions.isEmpty()) {
            statement.set("Condition", conditions);
        }
        return statement;
    }

    private static void principal(ObjectNode statement, String principal) {
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else if (principal.matches("\\d{12}")) {
            statement.putObject("Principal").put("AWS", "arn:aws:iam::" + principal + ":root");
        } else if (principal.startsWith("arn:")) {
            statement.putObject("Principal").put("AWS", principal);
        } else if (principal.matches("[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?")) {
            statement.putObject("Principal").put("Service", principal);
        } else {
            throw LambdaErrors.invalid("The provided principal was invalid. Please check the principal and try again.");
        }
    }

    private static void condition(ObjectNode conditions, String operator, String key, @Nullable String value) {
        if (value != null) {
            conditions.withObject("/" + operator).put(key, value);
        }
    }

    private RemovePermissionResponse remove(RemovePermissionRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        functions.change(() -> {
            functions.describe(function);
            ResourcePolicy before = find(function)
                    .orElseThrow(() -> LambdaErrors.notFound("No policy is associated with the given resource."));
            if (!before.statements().containsKey(request.statementId())) {
                throw LambdaErrors.notFound("Statement " + request.statementId() + " is not found in resource policy.");
            }
            if (!before.isRevision(request.revisionId())) {
                throw LambdaErrors.precondition();
            }
            functions.policies().put(Functions.qualifiedKey(function), before.without(request.statementId()));
            return true;
        });
        RemovePermissionResponse.Builder response = RemovePermissionResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private GetPolicyResponse get(GetPolicyRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        functions.describe(function);
        ResourcePolicy policy = find(function).orElseThrow(LambdaErrors::resourceNotFound);
        return GetPolicyResponse.builder()
                .policy(policy.document())
                .revisionId(policy.revisionId())
                .build();
    }
}
