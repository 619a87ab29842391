package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.output.Json;
import java.util.List;
import java.util.Map;

/** Where events go that a function has failed on for good: the ARN; empty for nowhere. */
public record FailureDestination(String function) implements Part {

    @Override
    public String title() {
        return "the on-failure destination of the function " + function;
    }

    @Override
    public List<String> address() {
        return List.of(function);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.lambda().onFailure(function).orElse("");
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.lambda().controls(function).setOnFailure(value);
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        Map<String, String> target = value.isEmpty() ? Map.of() : Map.of("Destination", value);
        return "aws lambda update-function-event-invoke-config --function-name %s --destination-config %s"
                .formatted(Part.word(function), Part.word(Json.line(Map.of("OnFailure", target))));
    }
}
