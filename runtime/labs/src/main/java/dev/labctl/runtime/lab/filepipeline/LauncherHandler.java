package dev.labctl.runtime.lab.filepipeline;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.runtime.client.FunctionClients;
import dev.labctl.wire.filepipeline.LaunchResult;
import dev.labctl.wire.log.LogField;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * {@code rag-launcher}: invoked every minute; launches workers when messages wait and too few run.
 *
 * <p>Environment: see {@link LaunchSettings}. Answers {@link LaunchResult}. Whatever fails is thrown, so that the platform
 * retries, counts it as an error and, in the end, keeps the event in the on-failure queue.
 */
public final class LauncherHandler implements RequestStreamHandler {
    private final Launcher launcher;

    /** The function as Lambda makes it, configured from the environment. */
    public LauncherHandler() {
        FunctionClients clients = new FunctionClients();
        LaunchSettings settings = LaunchSettings.ofEnvironment();
        launcher = new Launcher(
                settings,
                clients.promptClient(SqsClient.builder()),
                new Ec2Requests(
                        clients.http(),
                        clients.credentials(),
                        settings.region(),
                        Ec2Requests.endpoint(settings.region())));
    }

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        LaunchResult launched = launcher.run(time(event));
        Map<String, Object> line = new LinkedHashMap<>(launched.json());
        line.put(
                LogField.MESSAGE,
                (launched.status().word() + " " + String.join(" ", launched.instanceIds())).stripTrailing());
        line.put(LogField.REQUEST_ID, context.getAwsRequestId());
        context.getLogger().log(JSON.std.asString(line) + "\n");
        result.write(JSON.std.asString(launched.json()).getBytes(StandardCharsets.UTF_8));
    }

    /** When the schedule was due: the same each time the event is retried. An event that tells no time is about now. */
    static Instant time(InputStream event) throws IOException {
        byte[] bytes = event.readAllBytes();
        if (bytes.length > 0
                && JSON.std.anyFrom(bytes) instanceof Map<?, ?> members
                && members.get("time") instanceof String time) {
            try {
                return Instant.parse(time);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("the event's time is no time: '%s'".formatted(time), e);
            }
        }
        return Instant.now();
    }
}
