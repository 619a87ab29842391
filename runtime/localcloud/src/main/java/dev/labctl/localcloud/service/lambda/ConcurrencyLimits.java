package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;

/** Reserved concurrency of functions, and what is left of the account's 1000 for the others. */
final class ConcurrencyLimits {
    private static final int ACCOUNT = 1000;
    private static final int LEAST_UNRESERVED = 100;

    private final Functions functions;
    private final Map<String, Integer> running = new HashMap<>();

    ConcurrencyLimits(Functions functions) {
        this.functions = functions;
    }

    void register(Operations operations) {
        operations.on(
                PutFunctionConcurrencyRequest.class,
                AccessRule.on("lambda:PutFunctionConcurrency", (q, call) -> arn(q.functionName(), call)),
                this::put);
        operations.on(
                GetFunctionConcurrencyRequest.class,
                AccessRule.on("lambda:GetFunctionConcurrency", (q, call) -> arn(q.functionName(), call)),
                this::get);
        operations.on(
                DeleteFunctionConcurrencyRequest.class,
                AccessRule.on("lambda:DeleteFunctionConcurrency", (q, call) -> arn(q.functionName(), call)),
                this::delete);
        operations.on(
                GetAccountSettingsRequest.class,
                AccessRule.anyResource("lambda:GetAccountSettings"),
                this::accountSettings);
    }

    private static String arn(String functionName, Call call) {
        return FunctionRef.of(functionName, null, call).functionArn();
    }

    private PutFunctionConcurrencyResponse put(PutFunctionConcurrencyRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        int reserved = request.reservedConcurrentExecutions();
        new Constraints()
                .range(reserved, "reservedConcurrentExecutions", 0, Integer.MAX_VALUE)
                .check();
        functions.change(() -> {
            functions.latest(function);
            if (ACCOUNT - functions.reserved(function.region(), function) - reserved < LEAST_UNRESERVED) {
                throw LambdaErrors.invalid(
                        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of ["
                                + LEAST_UNRESERVED + "].");
            }
            functions.putFacts(function, functions.facts(function).withReservedConcurrency(reserved));
            return true;
        });
        return PutFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(reserved)
                .build();
    }

    private GetFunctionConcurrencyResponse get(GetFunctionConcurrencyRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        functions.latest(function);
        return GetFunctionConcurrencyResponse.builder()
                .reservedConcurrentExecutions(functions.facts(function).reservedConcurrency())
                .build();
    }

    private DeleteFunctionConcurrencyResponse delete(DeleteFunctionConcurrencyRequest request, Call call) {
        FunctionRef function = FunctionRef.of(request.functionName(), null, call);
        functions.change(() -> {
            functions.latest(function);
            functions.putFacts(function, functions.facts(function).withReservedConcurrency(null));
            return true;
        });
        DeleteFunctionConcurrencyResponse.Builder response = DeleteFunctionConcurrencyResponse.builder();
        response.sdkHttpResponse(Http.NO_CONTENT);
        return response.build();
    }

    private GetAccountSettingsResponse accountSettings(GetAccountSettingsRequest request, Call call) {
        long code = 0;
        long count = 0;
        for (FunctionConfiguration version : functions.versions().under(call.region() + "/")) {
            code += version.codeSize();
            count += version.version().equals(FunctionRef.LATEST) ? 1 : 0;
        }
        return GetAccountSettingsResponse.builder()
                .accountLimit(AccountLimit.builder()
                        .totalCodeSize(80_530_636_800L)
                        .codeSizeUnzipped(262_144_000L)
                        .codeSizeZipped(52_428_800L)
                        .concurrentExecutions(ACCOUNT)
                        .unreservedConcurrentExecutions(ACCOUNT - functions.reserved(call.region(), null))
                        .build())
                .accountUsage(AccountUsage.builder()
                        .totalCodeSize(code)
                        .functionCount(count)
                        .build())
                .build();
    }

    boolean isDisabled(FunctionRef function) {
        Integer reserved = functions.facts(function).reservedConcurrency();
        return reserved != null && reserved == 0;
    }

    /**
     * An invocation that was counted in.
     *
     * @param running how many of the function's invocations now run, this one included
     * @param isReserved whether it took of the function's own concurrency, whatever is reserved when it ends
     */
    record Place(int running, boolean isReserved) {}

    /**
     * Counts an invocation in; {@link #leave} counts it out.
     *
     * @throws AwsError TooManyRequestsException
     */
    Place enter(FunctionRef function) {
        Integer reserved = functions.facts(function).reservedConcurrency();
        synchronized (running) {
            if (!hasRoom(function, reserved)) {
                throw LambdaErrors.throttled(
                        reserved == null
                                ? ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED
                                : ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
            }
            if (reserved == null) {
                running.merge(function.region(), 1, Integer::sum);
            }
            return new Place(running.merge(function.key(), 1, Integer::sum), reserved != null);
        }
    }

    private boolean hasRoom(FunctionRef function, @Nullable Integer reserved) {
        String key = reserved == null ? function.region() : function.key();
        int limit = reserved == null ? ACCOUNT - functions.reserved(function.region(), null) : reserved;
        return running.getOrDefault(key, 0) < limit;
    }

    /**
     * Waits until an invocation would be let in, though another may come first.
     *
     * @param longest of system time
     * @return whether one would be; false when that time has passed
     */
    boolean awaitRoom(FunctionRef function, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (running) {
            long left = deadline - System.nanoTime();
            while (left > 0 && !hasRoom(function, functions.facts(function).reservedConcurrency())) {
                TimeUnit.NANOSECONDS.timedWait(running, left);
                left = deadline - System.nanoTime();
            }
            return left > 0;
        }
    }

    /** Counts an invocation out. */
    void leave(FunctionRef function, Place place) {
        synchronized (running) {
            running.computeIfPresent(function.key(), ConcurrencyLimits::oneLess);
            if (!place.isReserved()) {
                running.computeIfPresent(function.region(), ConcurrencyLimits::oneLess);
            }
            running.notifyAll();
        }
    }

    private static @Nullable Integer oneLess(String key, Integer count) {
        return count == 1 ? null : count - 1;
    }
}
