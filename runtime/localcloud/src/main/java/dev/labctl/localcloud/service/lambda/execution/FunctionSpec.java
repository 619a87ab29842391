package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.network.Workload.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an execution environment runs.
 *
 * @param arn the function's ARN without qualifier
 * @param name the function's name
 * @param version {@code $LATEST} or a number
 * @param revision changes with code and configuration: environments of another revision are not reused
 * @param region the function's region
 * @param role the execution role's ARN
 * @param runtime for instance {@code java17}
 * @param handler for instance {@code orders.Handler::handleRequest}
 * @param memoryMegabytes the configured memory
 * @param timeoutSeconds the configured timeout
 * @param variables the function's own environment variables
 * @param taskRoot the unzipped code
 * @param opt the merged layers; null when there are none
 * @param logging where and how it logs
 * @param places where in a VPC its environments may stand, one of them each; empty when it is in none
 */
public record FunctionSpec(
        String arn,
        String name,
        String version,
        String revision,
        String region,
        String role,
        String runtime,
        String handler,
        int memoryMegabytes,
        int timeoutSeconds,
        Map<String, String> variables,
        Path taskRoot,
        @Nullable Path opt,
        Logging logging,
        List<Placement> places) {
    public FunctionSpec {
        variables = Map.copyOf(variables);
        places = List.copyOf(places);
    }

    /** The version's ARN; environments are shared by all invocations of one version. */
    public String versionArn() {
        return arn + ":" + version;
    }

    /**
     * A function's LoggingConfig.
     *
     * @param group the log group's name
     * @param isJson JSON format instead of text
     * @param applicationLevel for JSON: the least level of the function's own log lines
     * @param systemLevel for JSON: the least level of the platform's log lines
     */
    public record Logging(String group, boolean isJson, String applicationLevel, String systemLevel) {
        private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

        /** Whether the platform's lines of this level are written. */
        boolean writes(String level) {
            return !isJson || LEVELS.indexOf(level) >= LEVELS.indexOf(systemLevel);
        }
    }
}
