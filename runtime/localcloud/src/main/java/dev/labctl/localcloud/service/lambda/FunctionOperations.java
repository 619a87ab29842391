package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.PassedRole;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.service.lambda.execution.RoleSession;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.Concurrency;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.StateReasonCode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/** Creating, describing, changing and deleting functions. */
final class FunctionOperations {
    private static final DateTimeFormatter MODIFIED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ").withZone(ZoneOffset.UTC);

    private final CloudEnvironment cloud;
    private final Functions functions;
    private final FunctionSettings settings;
    private final CodeSource source;
    private final Function<String, String> codeUrl;
    private final Versions versions;
    private final Activation activation;
    private final VpcInterfaces interfaces;
    private final FunctionUrls urls;

    FunctionOperations(
            CloudEnvironment cloud,
            Functions functions,
            FunctionSettings settings,
            CodeSource source,
            Function<String, String> codeUrl,
            Versions versions,
            Activation activation,
            VpcInterfaces interfaces,
            FunctionUrls urls) {
        this.cloud = cloud;
        this.functions = functions;
        this.settings = settings;
        this.source = source;
        this.codeUrl = codeUrl;
        this.versions = versions;
        this.activation = activation;
        this.interfaces = interfaces;
        this.urls = urls;
    }

    void register(Operations operations) {
        operations.on(
                CreateFunctionRequest.class,
                (q, call) -> List.of(Access.to("lambda:CreateFunction", arn(q.functionName(), null, call))
                        .withRequestTags(q.tags())),
                this::create);
        operations.on(
                GetFunctionRequest.class,
                AccessRule.on("lambda:GetFunction", (q, call) -> arn(q.functionName(), q.qualifier(), call)),
                this::get);
        operations.on(
                GetFunctionConfigurationRequest.class,
                AccessRule.on(
                        "lambda:GetFunctionConfiguration", (q, call) -> arn(q.functionName(), q.qualifier(), call)),
                this::getConfiguration);
        operations.on(ListFunctionsRequest.class, AccessRule.anyResource("lambda:ListFunctions"), this::list);
        operations.on(
                UpdateFunctionCodeRequest.class,
                AccessRule.on("lambda:UpdateFunctionCode", (q, call) -> arn(q.functionName(), null, call)),
                this::updateCode);
        operations.on(
                UpdateFunctionConfigurationRequest.class,
                AccessRule.on("lambda:UpdateFunctionConfiguration", (q, call) -> arn(q.functionName(), null, call)),
                this::updateConfiguration);
        operations.on(
                DeleteFunctionRequest.class,
                AccessRule.on("lambda:DeleteFunction", (q, call) -> arn(q.functionName(), q.qualifier(), call)),
                this::delete);
    }

    private static String arn(String name, @Nullable String qualifier, Call call) {
        return FunctionRef.of(name, qualifier, call).arn();
    }

    private CreateFunctionResponse create(CreateFunctionRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        FunctionConfiguration.Builder wanted = settings.create(request, function);
        requireRole(request.role(), function, call);
        requireNew(function);
        requireDeadLetterAccess(request.deadLetterConfig(), request.role(), function);
        wanted.vpcConfig(interfaces.checked(request.vpcConfig(), request.role(), function, call));
        FunctionCode from = request.code();
        CodeStore.Code code = from == null
                ? source.fetch(null, null, call)
                : source.fetch(from.zipFile(), location(from.s3Bucket(), from.s3Key(), from.s3ObjectVersion()), call);
        FunctionConfiguration created = functions.change(() -> {
            requireNew(function);
            FunctionConfiguration latest = wanted.codeSha256(code.sha256())
                    .codeSize(code.size())
                    .lastModified(now())
                    .revisionId(UUID.randomUUID().toString())
                    .state(State.PENDING)
                    .stateReason("The function is being created.")
                    .stateReasonCode(StateReasonCode.CREATING)
                    .build();
            functions.put(function, latest);
            functions.putFacts(function, FunctionFacts.NONE.withTags(request.tags()));
            return Boolean.TRUE.equals(request.publish()) ? versions.publish(function, null) : latest;
        });
        activation.later(function);
        CreateFunctionResponse.Builder response = SdkState.copy(created, CreateFunctionResponse.builder());
        response.sdkHttpResponse(Http.CREATED);
        return response.build();
    }

    private void requireNew(FunctionRef function) {
        if (functions.find(function, FunctionRef.LATEST).isPresent()) {
            throw LambdaErrors.conflict("Function already exist: " + function.name());
        }
    }

    private void requireRole(String role, FunctionRef function, Call call) {
        Caller lambda = Caller.service(RoleSession.SERVICE, call.region(), function.functionArn(), call.accountId());
        PassedRole.require(
                cloud,
                call.caller(),
                role,
                lambda,
                () -> LambdaErrors.invalid("The role defined for the function cannot be assumed by Lambda."));
    }

    /** The role itself must be allowed to fill the dead-letter queue or topic. */
    private void requireDeadLetterAccess(@Nullable DeadLetterConfig deadLetters, String role, FunctionRef function) {
        String target = deadLetters == null ? null : deadLetters.targetArn();
        if (target == null || target.isEmpty()) {
            return;
        }
        boolean isQueue = target.startsWith("arn:aws:sqs:");
        if (!isQueue && !target.startsWith("arn:aws:sns:")) {
            throw LambdaErrors.invalid("The provided dead letter target is neither an SQS queue nor an SNS topic.");
        }
        if (!RoleAccess.maySend(cloud, role, function, target)) {
            throw LambdaErrors.invalid("The provided execution role does not have permissions to call "
                    + (isQueue ? "SendMessage on SQS" : "Publish on SNS"));
        }
    }

    private GetFunctionResponse get(GetFunctionRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        FunctionConfiguration found = functions.describe(function);
        FunctionFacts facts = functions.facts(function);
        GetFunctionResponse.Builder response = GetFunctionResponse.builder()
                .configuration(found)
                .code(FunctionCodeLocation.builder()
                        .repositoryType("S3")
                        .location(codeUrl.apply(found.codeSha256()))
                        .build());
        if (!facts.tags().isEmpty()) {
            response.tags(facts.tags());
        }
        if (facts.reservedConcurrency() != null) {
            response.concurrency(Concurrency.builder()
                    .reservedConcurrentExecutions(facts.reservedConcurrency())
                    .build());
        }
        return response.build();
    }

    private GetFunctionConfigurationResponse getConfiguration(GetFunctionConfigurationRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        return SdkState.copy(functions.describe(function), GetFunctionConfigurationResponse.builder())
                .build();
    }

    private ListFunctionsResponse list(ListFunctionsRequest request, Call call) {
        boolean isAll = "ALL".equals(request.functionVersionAsString());
        List<FunctionConfiguration> all = new ArrayList<>();
        for (FunctionConfiguration version : functions.versions().under(call.region() + "/")) {
            boolean isLatest = version.version().equals(FunctionRef.LATEST);
            if (isAll && isLatest) {
                all.add(version.toBuilder()
                        .functionArn(version.functionArn() + ":" + FunctionRef.LATEST)
                        .build());
            } else if (isAll || isLatest) {
                all.add(version);
            }
        }
        Pages<FunctionConfiguration> page =
                Pages.of(all.stream().map(FunctionOperations::listed).toList(), request.marker(), request.maxItems());
        return ListFunctionsResponse.builder()
                .functions(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }

    /** Lists leave out the state. */
    static FunctionConfiguration listed(FunctionConfiguration configuration) {
        return configuration.toBuilder()
                .state((String) null)
                .stateReason(null)
                .stateReasonCode((String) null)
                .lastUpdateStatus((String) null)
                .lastUpdateStatusReason(null)
                .lastUpdateStatusReasonCode((String) null)
                .runtimeVersionConfig((software.amazon.awssdk.services.lambda.model.RuntimeVersionConfig) null)
                .build();
    }

    private UpdateFunctionCodeResponse updateCode(UpdateFunctionCodeRequest request, Call call) {
        if (request.imageUri() != null) {
            throw LambdaErrors.notImplemented("container images");
        }
        FunctionRef function =
                FunctionRef.of(request.functionName(), null, call).withQualifier(null);
        requireRevision(functions.latest(function), request.revisionId());
        CodeStore.Code code = source.fetch(
                request.zipFile(), location(request.s3Bucket(), request.s3Key(), request.s3ObjectVersion()), call);
        if (Boolean.TRUE.equals(request.dryRun())) {
            FunctionConfiguration dry = functions.latest(function).toBuilder()
                    .codeSha256(code.sha256())
                    .codeSize(code.size())
                    .build();
            return SdkState.copy(dry, UpdateFunctionCodeResponse.builder()).build();
        }
        FunctionConfiguration updated = functions.change(() -> {
            FunctionConfiguration before = functions.latest(function);
            requireRevision(before, request.revisionId());
            FunctionConfiguration.Builder builder =
                    before.toBuilder().codeSha256(code.sha256()).codeSize(code.size());
            if (request.hasArchitectures()) {
                builder.architectures(request.architectures().toArray(Architecture[]::new));
            }
            FunctionConfiguration latest = updating(function, before, builder);
            return Boolean.TRUE.equals(request.publish()) ? versions.publish(function, null) : latest;
        });
        activation.later(function);
        return SdkState.copy(updated, UpdateFunctionCodeResponse.builder()).build();
    }

    private UpdateFunctionConfigurationResponse updateConfiguration(
            UpdateFunctionConfigurationRequest request, Call call) {
        FunctionRef function =
                FunctionRef.of(request.functionName(), null, call).withQualifier(null);
        FunctionConfiguration current = functions.latest(function);
        if (request.role() != null) {
            requireRole(request.role(), function, call);
        }
        String role = request.role() == null ? current.role() : request.role();
        requireDeadLetterAccess(request.deadLetterConfig(), role, function);
        VpcConfigResponse vpc = interfaces.checked(request.vpcConfig(), role, function, call);
        FunctionConfiguration updated = functions.change(() -> {
            FunctionConfiguration before = functions.latest(function);
            requireRevision(before, request.revisionId());
            FunctionConfiguration.Builder changed = settings.update(before, request, function);
            return updating(function, before, request.vpcConfig() == null ? changed : changed.vpcConfig(vpc));
        });
        activation.later(function);
        return SdkState.copy(updated, UpdateFunctionConfigurationResponse.builder())
                .build();
    }

    /** Keeps the change; it takes effect for the next event and is complete when the status says so. */
    private FunctionConfiguration updating(
            FunctionRef function, FunctionConfiguration before, FunctionConfiguration.Builder changed) {
        if (before.state() == State.PENDING) {
            throw LambdaErrors.conflict(
                    "The operation cannot be performed at this time. The function is currently in the following state: Pending");
        }
        if (before.lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS) {
            throw LambdaErrors.conflict(
                    "The operation cannot be performed at this time. An update is in progress for resource: "
                            + function.functionArn());
        }
        FunctionConfiguration latest = changed.lastModified(now())
                .revisionId(UUID.randomUUID().toString())
                .lastUpdateStatus(LastUpdateStatus.IN_PROGRESS)
                .lastUpdateStatusReason("The function is being created.")
                .lastUpdateStatusReasonCode("Creating")
                .build();
        functions.put(function, latest);
        return latest;
    }

    private static void requireRevision(FunctionConfiguration current, @Nullable String revision) {
        if (revision != null && !revision.equals(current.revisionId())) {
            throw LambdaErrors.precondition();
        }
    }

    private DeleteFunctionResponse delete(DeleteFunctionRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), request.qualifier(), call);
        if (FunctionRef.LATEST.equals(function.qualifier())) {
            throw LambdaErrors.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        List<FunctionConfiguration> gone = functions.change(() -> {
            List<FunctionConfiguration> all = functions.versionsOf(function);
            functions.latest(function);
            if (function.qualifier() == null) {
                functions.remove(function);
                return all;
            }
            return List.of(deleteVersion(function));
        });
        gone.forEach(version -> activation.recycle(function, version.version()));
        interfaces.sweep(call.region());
        urls.closeGone();
        DeleteFunctionResponse.Builder response = DeleteFunctionResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private FunctionConfiguration deleteVersion(FunctionRef function) {
        String version = function.qualifierOr("");
        if (functions.alias(function).isPresent()) {
            throw LambdaErrors.invalid("Deletion of aliases is not currently supported.");
        }
        FunctionConfiguration found =
                functions.find(function, version).orElseThrow(() -> LambdaErrors.functionNotFound(function.arn()));
        List<String> users = functions.aliasesOf(function).stream()
                .filter(alias -> alias.functionVersion().equals(version))
                .map(AliasConfiguration::name)
                .toList();
        if (!users.isEmpty()) {
            throw LambdaErrors.conflict(
                    "Unable to delete version because the following aliases reference it: " + users);
        }
        functions.versions().remove(Functions.versionKey(function, version));
        Set.of(functions.policies(), functions.eventConfigs())
                .forEach(rows -> rows.remove(Functions.qualifiedKey(function)));
        return found;
    }

    private static CodeSource.@Nullable S3Location location(
            @Nullable String bucket, @Nullable String key, @Nullable String version) {
        if (bucket == null && key == null) {
            return null;
        }
        if (bucket == null || key == null) {
            throw LambdaErrors.invalid("Please provide a source for function code.");
        }
        return new CodeSource.S3Location(bucket, key, version);
    }

    private String now() {
        return MODIFIED.format(cloud.clock().instant());
    }

    /** Refuses what is not in a usable state. */
    static AwsError pending() {
        return LambdaErrors.conflict(
                "The operation cannot be performed at this time. The function is currently in the following state: Pending");
    }
}
