package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.Constraints;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeSourceParameters;

/** What requests to make and change pipes may say; what AWS allows and the local cloud does not run is refused by name. */
final class PipeRules {
    private static final Pattern NAME = Pattern.compile("[\\.\\-_A-Za-z0-9]+");
    private static final Pattern ROLE =
            Pattern.compile("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z0-9+=,.@\\-_/]+");
    private static final List<String> STATES = List.of("RUNNING", "STOPPED");
    private static final int MAX_NAME = 64;
    private static final int MAX_DESCRIPTION = 512;
    private static final int MAX_ARN = 1600;

    private PipeRules() {}

    static void checkName(@Nullable String name) {
        new Constraints()
                .required("name", name)
                .pattern("name", name, NAME)
                .length("name", name, 1, MAX_NAME)
                .check();
    }

    static void check(CreatePipeRequest request) {
        PipesErrors.refuse("enrichments", request.enrichment(), request.enrichmentParameters());
        PipesErrors.refuse("logs of pipes (LogConfiguration)", request.logConfiguration());
        PipesErrors.refuse("pipes with keys of their own (KmsKeyIdentifier)", request.kmsKeyIdentifier());
        new Constraints()
                .required("name", request.name())
                .pattern("name", request.name(), NAME)
                .length("name", request.name(), 1, MAX_NAME)
                .length("description", request.description(), 0, MAX_DESCRIPTION)
                .oneOf("desiredState", request.desiredStateAsString(), STATES)
                .required("source", request.source())
                .length("source", request.source(), 1, MAX_ARN)
                .required("target", request.target())
                .length("target", request.target(), 1, MAX_ARN)
                .required("roleArn", request.roleArn())
                .pattern("roleArn", request.roleArn(), ROLE)
                .check();
    }

    static void check(UpdatePipeRequest request) {
        PipesErrors.refuse("enrichments", given(request.enrichment()), request.enrichmentParameters());
        PipesErrors.refuse("logs of pipes (LogConfiguration)", request.logConfiguration());
        PipesErrors.refuse("pipes with keys of their own (KmsKeyIdentifier)", given(request.kmsKeyIdentifier()));
        UpdatePipeSourceParameters source = request.sourceParameters();
        if (source != null) {
            PipesErrors.refuse(
                    "sources other than DynamoDB streams and SQS queues",
                    source.kinesisStreamParameters(),
                    source.activeMQBrokerParameters(),
                    source.rabbitMQBrokerParameters(),
                    source.managedStreamingKafkaParameters(),
                    source.selfManagedKafkaParameters());
        }
        new Constraints()
                .required("name", request.name())
                .pattern("name", request.name(), NAME)
                .length("name", request.name(), 1, MAX_NAME)
                .length("description", request.description(), 0, MAX_DESCRIPTION)
                .oneOf("desiredState", request.desiredStateAsString(), STATES)
                .length("target", request.target(), 1, MAX_ARN)
                .required("roleArn", request.roleArn())
                .pattern("roleArn", request.roleArn(), ROLE)
                .check();
    }

    /** An empty text, with which updates take a setting away, as none. */
    static @Nullable String given(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
