package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import java.util.List;
import java.util.OptionalInt;

/** How many of a function may run at once; empty when it shares the account's. */
public record FunctionConcurrency(String function) implements Part {

    @Override
    public String title() {
        return "the reserved concurrency of the function " + function;
    }

    @Override
    public List<String> address() {
        return List.of(function);
    }

    @Override
    public String read(Cloud cloud) {
        OptionalInt reserved = cloud.lambda().controls(function).reservedConcurrency();
        return reserved.isPresent() ? Integer.toString(reserved.getAsInt()) : "";
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.lambda()
                .controls(function)
                .reserveConcurrency(value.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value)));
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return value.isEmpty()
                ? "aws lambda delete-function-concurrency --function-name " + Part.word(function)
                : "aws lambda put-function-concurrency --function-name %s --reserved-concurrent-executions %s"
                        .formatted(Part.word(function), value);
    }
}
