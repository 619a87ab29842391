package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.FunctionNotifications.Told;
import dev.labctl.cli.lab.check.JsonValue;
import dev.labctl.cli.output.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The functions that a bucket tells about its objects, as a JSON list; empty when it tells none. */
public record BucketEvents(String bucket) implements Part {
    @Override
    public String title() {
        return "the notifications of the bucket " + bucket;
    }

    @Override
    public List<String> address() {
        return List.of(bucket);
    }

    @Override
    public String read(Cloud cloud) {
        List<Told> told =
                cloud.s3().bucket(bucket).settings().functionNotifications().get();
        return told.isEmpty()
                ? ""
                : Json.line(told.stream().map(BucketEvents::json).toList());
    }

    @Override
    public void write(Cloud cloud, String value) {
        List<Told> told = new ArrayList<>();
        if (!value.isEmpty()) {
            JsonValue.read(value).items().forEach(each -> told.add(told(each)));
        }
        cloud.s3().bucket(bucket).settings().functionNotifications().set(told);
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        Object all = value.isEmpty() ? List.of() : JsonValue.read(value).value();
        Map<String, Object> configuration = new LinkedHashMap<>();
        if (all != null) {
            configuration.put("LambdaFunctionConfigurations", all);
        }
        return "aws s3api put-bucket-notification-configuration --bucket %s --notification-configuration %s"
                .formatted(bucket, Part.word(Json.line(configuration)));
    }

    private static Map<String, Object> json(Told told) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", told.id());
        json.put("LambdaFunctionArn", told.functionArn());
        json.put("Events", told.events());
        if (!told.filter().isEmpty()) {
            List<Map<String, String>> rules = new TreeMap<>(told.filter())
                    .entrySet().stream()
                            .map(rule -> Map.of("Name", rule.getKey(), "Value", rule.getValue()))
                            .toList();
            json.put("Filter", Map.of("Key", Map.of("FilterRules", rules)));
        }
        return json;
    }

    private static Told told(JsonValue json) {
        Map<String, String> filter = new TreeMap<>();
        json.at("Filter")
                .at("Key")
                .at("FilterRules")
                .items()
                .forEach(rule ->
                        filter.put(rule.at("Name").text(), rule.at("Value").text()));
        return new Told(
                json.at("Id").text(),
                json.at("LambdaFunctionArn").text(),
                json.at("Events").items().stream().map(JsonValue::text).toList(),
                filter);
    }
}
