package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.SdkState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListVersionsByFunctionResponse;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

/** Published versions, and the aliases that lead to them. */
final class Versions {
    private final Functions functions;
    private final FunctionUrls urls;

    Versions(Functions functions, FunctionUrls urls) {
        this.functions = functions;
        this.urls = urls;
    }

    void register(Operations operations) {
        operations.on(
                PublishVersionRequest.class,
                AccessRule.on("lambda:PublishVersion", (q, call) -> arn(q.functionName(), call)),
                this::publish);
        operations.on(
                ListVersionsByFunctionRequest.class,
                AccessRule.on("lambda:ListVersionsByFunction", (q, call) -> arn(q.functionName(), call)),
                this::list);
        operations.on(
                CreateAliasRequest.class,
                AccessRule.on("lambda:CreateAlias", (q, call) -> arn(q.functionName(), call)),
                this::createAlias);
        operations.on(
                GetAliasRequest.class,
                AccessRule.on("lambda:GetAlias", (q, call) -> arn(q.functionName(), call)),
                this::getAlias);
        operations.on(
                UpdateAliasRequest.class,
                AccessRule.on("lambda:UpdateAlias", (q, call) -> arn(q.functionName(), call)),
                this::updateAlias);
        operations.on(
                DeleteAliasRequest.class,
                AccessRule.on("lambda:DeleteAlias", (q, call) -> arn(q.functionName(), call)),
                this::deleteAlias);
        operations.on(
                ListAliasesRequest.class,
                AccessRule.on("lambda:ListAliases", (q, call) -> arn(q.functionName(), call)),
                this::listAliases);
    }

    private static String arn(String functionName, Call call) {
        return FunctionRef.of(functionName, null, call).functionArn();
    }

    /** Publishes {@code $LATEST}, in a change under way; gives the last version when nothing has changed since. */
    FunctionConfiguration publish(FunctionRef function, @Nullable String description) {
        FunctionConfiguration latest = functions.latest(function);
        FunctionFacts facts = functions.facts(function);
        if (latest.revisionId().equals(facts.publishedRevision())) {
            FunctionConfiguration last = functions
                    .find(function, String.valueOf(facts.lastVersion()))
                    .orElse(null);
            if (last != null) {
                return last;
            }
        }
        String version = String.valueOf(facts.lastVersion() + 1);
        boolean isSnapshot = latest.snapStart().applyOn() == SnapStartApplyOn.PUBLISHED_VERSIONS;
        FunctionConfiguration published = latest.toBuilder()
                .snapStart(latest.snapStart().toBuilder()
                        .optimizationStatus(
                                isSnapshot ? SnapStartOptimizationStatus.ON : SnapStartOptimizationStatus.OFF)
                        .build())
                .version(version)
                .functionArn(function.functionArn() + ":" + version)
                .description(description == null ? latest.description() : description)
                .revisionId(UUID.randomUUID().toString())
                .build();
        functions.put(function, published);
        functions.putFacts(function, facts.published(facts.lastVersion() + 1, latest.revisionId()));
        return published;
    }

    private PublishVersionResponse publish(PublishVersionRequest request, Call call) {
        FunctionRef function =
                FunctionRef.of(request.functionName(), null, call).withQualifier(null);
        FunctionConfiguration published = functions.change(() -> {
            FunctionConfiguration latest = functions.latest(function);
            if (latest.state() == State.PENDING) {
                throw FunctionOperations.pending();
            }
            if (request.revisionId() != null && !request.revisionId().equals(latest.revisionId())) {
                throw LambdaErrors.precondition();
            }
            String expected = request.codeSha256();
            if (expected != null && !expected.isEmpty() && !expected.equals(latest.codeSha256())) {
                throw LambdaErrors.invalid(
                        "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST."
                                .formatted(expected, latest.codeSha256()));
            }
            return publish(function, request.description());
        });
        PublishVersionResponse.Builder response = SdkState.copy(published, PublishVersionResponse.builder());
        response.sdkHttpResponse(Http.CREATED);
        return response.build();
    }

    private ListVersionsByFunctionResponse list(ListVersionsByFunctionRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        functions.latest(function);
        List<FunctionConfiguration> all = functions.versionsOf(function).stream()
                .map(version -> version.version().equals(FunctionRef.LATEST)
                        ? version.toBuilder()
                                .functionArn(version.functionArn() + ":" + FunctionRef.LATEST)
                                .build()
                        : version)
                .map(FunctionOperations::listed)
                .toList();
        Pages<FunctionConfiguration> page = Pages.of(all, request.marker(), request.maxItems());
        return ListVersionsByFunctionResponse.builder()
                .versions(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }

    private CreateAliasResponse createAlias(CreateAliasRequest request, Call call) {
        FunctionRef alias = FunctionRef.of(request.functionName(), null, call).withQualifier(request.name());
        new Constraints()
                .pattern(request.name(), "name", "(?!^[0-9]+$)([a-zA-Z0-9-_]+)")
                .maxLength(request.name(), "name", 128)
                .check();
        AliasConfiguration created = functions.change(() -> {
            functions.latest(alias);
            if (functions.alias(alias).isPresent()) {
                throw LambdaErrors.conflict("Alias already exists: " + alias.arn());
            }
            requireVersion(alias, request.functionVersion());
            AliasConfiguration configuration = AliasConfiguration.builder()
                    .aliasArn(alias.arn())
                    .name(request.name())
                    .functionVersion(request.functionVersion())
                    .description(request.description() == null ? "" : request.description())
                    .routingConfig(routing(alias, request.functionVersion(), request.routingConfig()))
                    .revisionId(UUID.randomUUID().toString())
                    .build();
            functions.aliases().put(Functions.qualifiedKey(alias), configuration);
            return configuration;
        });
        CreateAliasResponse.Builder response = SdkState.copy(created, CreateAliasResponse.builder());
        response.sdkHttpResponse(Http.CREATED);
        return response.build();
    }

    private void requireVersion(FunctionRef function, String version) {
        if (functions.find(function, version).isEmpty()) {
            throw LambdaErrors.functionNotFound(function.functionArn() + ":" + version);
        }
    }

    private @Nullable AliasRoutingConfiguration routing(
            FunctionRef function, String version, @Nullable AliasRoutingConfiguration routing) {
        if (routing == null || routing.additionalVersionWeights().isEmpty()) {
            return null;
        }
        Map<String, Double> weights = routing.additionalVersionWeights();
        if (weights.size() > 1) {
            throw LambdaErrors.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        weights.forEach((other, weight) -> {
            if (weight < 0 || weight > 1) {
                throw LambdaErrors.invalid(
                        "Value '{%s=%s}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]"
                                .formatted(other, weight));
            }
            if (other.equals(FunctionRef.LATEST) || version.equals(FunctionRef.LATEST)) {
                throw LambdaErrors.invalid("$LATEST is not supported for an alias pointing to more than 1 version");
            }
            if (other.equals(version)) {
                throw LambdaErrors.invalid(
                        "Invalid function version %s. Function version %s is already included in routing configuration."
                                .formatted(other, other));
            }
            requireVersion(function, other);
        });
        return routing;
    }

    private AliasConfiguration find(FunctionRef alias) {
        return functions.alias(alias).orElseThrow(() -> LambdaErrors.notFound("Cannot find alias arn: " + alias.arn()));
    }

    private GetAliasResponse getAlias(GetAliasRequest request, Call call) {
        FunctionRef alias = FunctionRef.of(request.functionName(), null, call).withQualifier(request.name());
        return SdkState.copy(find(alias), GetAliasResponse.builder()).build();
    }

    private UpdateAliasResponse updateAlias(UpdateAliasRequest request, Call call) {
        FunctionRef alias = FunctionRef.of(request.functionName(), null, call).withQualifier(request.name());
        AliasConfiguration updated = functions.change(() -> {
            AliasConfiguration before = find(alias);
            if (request.revisionId() != null && !request.revisionId().equals(before.revisionId())) {
                throw LambdaErrors.precondition();
            }
            String version = request.functionVersion() == null ? before.functionVersion() : request.functionVersion();
            requireVersion(alias, version);
            AliasConfiguration.Builder changed = before.toBuilder()
                    .functionVersion(version)
                    .revisionId(UUID.randomUUID().toString());
            if (request.description() != null) {
                changed.description(request.description());
            }
            changed.routingConfig(routing(
                    alias,
                    version,
                    request.routingConfig() == null ? before.routingConfig() : request.routingConfig()));
            AliasConfiguration configuration = changed.build();
            functions.aliases().put(Functions.qualifiedKey(alias), configuration);
            return configuration;
        });
        return SdkState.copy(updated, UpdateAliasResponse.builder()).build();
    }

    private DeleteAliasResponse deleteAlias(DeleteAliasRequest request, Call call) {
        FunctionRef alias = FunctionRef.of(request.functionName(), null, call).withQualifier(request.name());
        functions.change(() -> {
            functions.latest(alias);
            String key = Functions.qualifiedKey(alias);
            functions.policies().remove(key);
            functions.eventConfigs().remove(key);
            functions.urls().remove(key);
            return functions.aliases().remove(key);
        });
        urls.closeGone();
        DeleteAliasResponse.Builder response = DeleteAliasResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private ListAliasesResponse listAliases(ListAliasesRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        functions.latest(function);
        List<AliasConfiguration> all = functions.aliasesOf(function).stream()
                .filter(alias -> request.functionVersion() == null
                        || alias.functionVersion().equals(request.functionVersion()))
                .toList();
        Pages<AliasConfiguration> page = Pages.of(all, request.marker(), request.maxItems());
        return ListAliasesResponse.builder()
                .aliases(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }
}
