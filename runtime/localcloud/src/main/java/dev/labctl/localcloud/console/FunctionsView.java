package dev.labctl.localcloud.console;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** Functions, and their recent invocations with what they logged. */
final class FunctionsView implements View {
    private static final int INVOCATIONS = 50;
    private static final int LINES_OF_STREAM = 2000;

    @Override
    public String name() {
        return "functions";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String marker = null;
        do {
            ListFunctionsResponse page =
                    calls.call(ListFunctionsRequest.builder().marker(marker).build(), ListFunctionsResponse.class);
            page.functions().forEach(function -> items.add(new Item(function.functionName(), () -> row(function))));
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return items;
    }

    private static Facts row(FunctionConfiguration function) {
        return new Facts()
                .with("name", function.functionName())
                .with("runtime", function.runtimeAsString())
                .with("memoryMb", function.memorySize())
                .with("timeoutSeconds", function.timeout())
                .with("modified", function.lastModified());
    }

    @Override
    public Facts details(Calls calls, String name) {
        GetFunctionConfigurationResponse function = calls.call(
                GetFunctionConfigurationRequest.builder().functionName(name).build(),
                GetFunctionConfigurationResponse.class);
        String group =
                function.loggingConfig() == null || function.loggingConfig().logGroup() == null
                        ? "/aws/lambda/" + name
                        : function.loggingConfig().logGroup();
        return new Facts()
                .with("name", function.functionName())
                .with("status", function.stateAsString())
                .with("runtime", function.runtimeAsString())
                .with("handler", function.handler())
                .with("memoryMb", function.memorySize())
                .with("timeoutSeconds", function.timeout())
                .with("codeBytes", function.codeSize())
                .with("modified", function.lastModified())
                .with("role", function.role())
                .with("logGroup", group)
                .with(
                        "environment",
                        function.environment() == null
                                ? null
                                : new TreeMap<>(function.environment().variables()))
                .with(
                        "invocations",
                        Invocations.in(
                                LogTail.of(calls, group, LINES_OF_STREAM).lines(),
                                calls.inside("lambda", name),
                                INVOCATIONS));
    }
}
