package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.FunctionControls;
import dev.labctl.cli.output.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A variable of a function's environment. */
public record FunctionVariable(String function, String name) implements Part {
    private static final Duration LONGEST_UPDATE = Duration.ofMinutes(5);

    @Override
    public String title() {
        return "the variable %s of the function %s".formatted(name, function);
    }

    @Override
    public List<String> address() {
        return List.of(function, name);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.lambda().controls(function).variables().getOrDefault(name, "");
    }

    @Override
    public void write(Cloud cloud, String value) {
        FunctionControls controls = cloud.lambda().controls(function);
        controls.setVariable(name, value);
        cloud.poller().until(function + " to be updated", LONGEST_UPDATE, controls::isUpdated, Boolean.TRUE::equals);
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        Map<String, String> variables =
                new TreeMap<>(cloud.lambda().controls(function).variables());
        variables.put(name, value);
        return "aws lambda update-function-configuration --function-name %s --environment %s"
                .formatted(Part.word(function), Part.word(Json.line(Map.of("Variables", variables))));
    }
}
