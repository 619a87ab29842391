package dev.labctl.cli.lab.fault;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.output.Json;
import java.util.List;
import java.util.Map;

/** An attribute of a queue that can be set. */
public record QueueAttribute(String queueUrl, String name) implements Part {

    @Override
    public String title() {
        return "the attribute %s of the queue %s".formatted(name, queueUrl);
    }

    @Override
    public List<String> address() {
        return List.of(queueUrl, name);
    }

    @Override
    public String read(Cloud cloud) {
        return cloud.sqs().attributes(queueUrl).getOrDefault(name, "");
    }

    @Override
    public void write(Cloud cloud, String value) {
        cloud.sqs().setAttribute(queueUrl, name, value);
    }

    @Override
    public String byHand(Cloud cloud, String value) {
        return "aws sqs set-queue-attributes --queue-url %s --attributes %s"
                .formatted(Part.word(queueUrl), Part.word(Json.line(Map.of(name, value))));
    }
}
