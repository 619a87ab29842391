package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Constraints;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import dev.labctl.localcloud.core.PassedRole;
import dev.labctl.localcloud.core.SdkState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.CreatePipeResponse;
import software.amazon.awssdk.services.pipes.model.DeletePipeRequest;
import software.amazon.awssdk.services.pipes.model.DeletePipeResponse;
import software.amazon.awssdk.services.pipes.model.DescribePipeRequest;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.ListPipesRequest;
import software.amazon.awssdk.services.pipes.model.ListPipesResponse;
import software.amazon.awssdk.services.pipes.model.Pipe;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.pipes.model.RequestedPipeStateDescribeResponse;
import software.amazon.awssdk.services.pipes.model.StartPipeRequest;
import software.amazon.awssdk.services.pipes.model.StartPipeResponse;
import software.amazon.awssdk.services.pipes.model.StopPipeRequest;
import software.amazon.awssdk.services.pipes.model.StopPipeResponse;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeResponse;

/** Making, changing, starting, stopping, showing and deleting pipes. */
final class PipeOperations {
    private static final int MOST_PIPES = 1000;
    private static final int MOST_PER_PAGE = 100;

    private final CloudEnvironment environment;
    private final PipesTables tables;
    private final Lifecycle lifecycle;

    PipeOperations(CloudEnvironment environment, PipesTables tables, Lifecycle lifecycle) {
        this.environment = environment;
        this.tables = tables;
        this.lifecycle = lifecycle;
    }

    void register(Operations operations) {
        operations.on(
                CreatePipeRequest.class,
                AccessRule.on("pipes:CreatePipe", (q, call) -> arn(call, q.name())),
                this::create);
        operations.on(
                DescribePipeRequest.class,
                AccessRule.on("pipes:DescribePipe", (q, call) -> arn(call, q.name())),
                this::describe);
        operations.on(
                UpdatePipeRequest.class,
                AccessRule.on("pipes:UpdatePipe", (q, call) -> arn(call, q.name())),
                this::update);
        operations.on(
                DeletePipeRequest.class,
                AccessRule.on("pipes:DeletePipe", (q, call) -> arn(call, q.name())),
                this::delete);
        operations.on(
                StartPipeRequest.class,
                AccessRule.on("pipes:StartPipe", (q, call) -> arn(call, q.name())),
                this::start);
        operations.on(
                StopPipeRequest.class, AccessRule.on("pipes:StopPipe", (q, call) -> arn(call, q.name())), this::stop);
        operations.on(ListPipesRequest.class, AccessRule.anyResource("pipes:ListPipes"), this::list);
    }

    private static String arn(Call call, @Nullable String name) {
        return call.arn("pipes", "pipe/" + Objects.requireNonNullElse(name, ""));
    }

    private CreatePipeResponse create(CreatePipeRequest request, Call call) {
        PipeRules.check(request);
        Instant now = environment.clock().instant();
        DescribePipeResponse pipe = SdkState.copy(request, DescribePipeResponse.builder())
                .arn(arn(call, request.name()))
                .desiredState(Objects.requireNonNullElse(request.desiredStateAsString(), "RUNNING"))
                .currentState(PipeState.CREATING)
                .creationTime(now)
                .lastModifiedTime(now)
                .build();
        PipeEnds.check(pipe);
        TagOperations.check(pipe.tags());
        requireRole(call, pipe);
        String key = PipesTables.key(pipe);
        synchronized (tables) {
            if (tables.pipes.contains(key)) {
                throw PipesErrors.exists(pipe.name());
            }
            if (tables.pipes.prefix(call.region() + "/").count() >= MOST_PIPES) {
                throw PipesErrors.quotaExceeded();
            }
            tables.store.write(() -> tables.pipes.put(key, pipe));
        }
        lifecycle.settle(key);
        return answer(pipe, CreatePipeResponse.builder()).build();
    }

    private void requireRole(Call call, DescribePipeResponse pipe) {
        PassedRole.require(
                environment,
                call.caller(),
                pipe.roleArn(),
                PipeRole.service(pipe.arn(), call.accountId()),
                () -> AwsError.validation("The provided role '" + pipe.roleArn()
                        + "' cannot be assumed by principal 'pipes.amazonaws.com'."));
    }

    /** What the API repeats of a pipe in the answers to changes. */
    private static <B extends SdkPojo> B answer(DescribePipeResponse pipe, B builder) {
        return SdkState.copy(pipe, builder);
    }

    private DescribePipeResponse describe(DescribePipeRequest request, Call call) {
        PipeRules.checkName(request.name());
        return tables.require(call.region(), request.name());
    }

    private UpdatePipeResponse update(UpdatePipeRequest request, Call call) {
        PipeRules.check(request);
        DescribePipeResponse changed;
        synchronized (tables) {
            DescribePipeResponse before = requireResting(call, request.name());
            changed = PipeUpdate.of(before, request).toBuilder()
                    .currentState(PipeState.UPDATING)
                    .stateReason(null)
                    .lastModifiedTime(environment.clock().instant())
                    .build();
            PipeEnds.check(changed);
            requireRole(call, changed);
            DescribePipeResponse stored = changed;
            tables.store.write(() -> tables.pipes.put(PipesTables.key(stored), stored));
        }
        lifecycle.settle(PipesTables.key(changed));
        return answer(changed, UpdatePipeResponse.builder()).build();
    }

    private DescribePipeResponse requireResting(Call call, String name) {
        DescribePipeResponse pipe = tables.require(call.region(), name);
        if (Lifecycle.isMoving(pipe.currentState())) {
            throw PipesErrors.busy(name, pipe.currentStateAsString());
        }
        return pipe;
    }

    private DeletePipeResponse delete(DeletePipeRequest request, Call call) {
        DescribePipeResponse pipe =
                move(call, request.name(), RequestedPipeStateDescribeResponse.DELETED, PipeState.DELETING);
        return answer(pipe, DeletePipeResponse.builder()).build();
    }

    private StartPipeResponse start(StartPipeRequest request, Call call) {
        DescribePipeResponse pipe =
                move(call, request.name(), RequestedPipeStateDescribeResponse.RUNNING, PipeState.STARTING);
        return answer(pipe, StartPipeResponse.builder()).build();
    }

    private StopPipeResponse stop(StopPipeRequest request, Call call) {
        DescribePipeResponse pipe =
                move(call, request.name(), RequestedPipeStateDescribeResponse.STOPPED, PipeState.STOPPING);
        return answer(pipe, StopPipeResponse.builder()).build();
    }

    private DescribePipeResponse move(
            Call call, String name, RequestedPipeStateDescribeResponse desired, PipeState state) {
        PipeRules.checkName(name);
        DescribePipeResponse pipe;
        synchronized (tables) {
            pipe = requireResting(call, name).toBuilder()
                    .desiredState(desired)
                    .currentState(state)
                    .stateReason(null)
                    .lastModifiedTime(environment.clock().instant())
                    .build();
            DescribePipeResponse stored = pipe;
            tables.store.write(() -> tables.pipes.put(PipesTables.key(stored), stored));
        }
        lifecycle.settle(PipesTables.key(pipe));
        return pipe;
    }

    private ListPipesResponse list(ListPipesRequest request, Call call) {
        new Constraints().range("limit", request.limit(), 1, MOST_PER_PAGE).check();
        String prefix = PipesTables.key(call.region(), Objects.requireNonNullElse(request.namePrefix(), ""));
        List<DescribePipeResponse> all = tables.pipes
                .prefix(prefix)
                .map(Map.Entry::getValue)
                .filter(pipe -> pipe.source().startsWith(Objects.requireNonNullElse(request.sourcePrefix(), "")))
                .filter(pipe -> pipe.target().startsWith(Objects.requireNonNullElse(request.targetPrefix(), "")))
                .filter(pipe -> request.desiredState() == null
                        || request.desiredStateAsString().equals(pipe.desiredStateAsString()))
                .filter(pipe -> request.currentState() == null || request.currentState() == pipe.currentState())
                .toList();
        Page<DescribePipeResponse> page = Page.of(
                all,
                DescribePipeResponse::name,
                request.nextToken(),
                Objects.requireNonNullElse(request.limit(), MOST_PER_PAGE),
                PipesErrors::invalidToken);
        return ListPipesResponse.builder()
                .pipes(page.items().stream()
                        .map(pipe -> answer(pipe, Pipe.builder()).build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }
}
