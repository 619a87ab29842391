package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.event.Environment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the launcher is told by its environment.
 *
 * @param queueUrl whose messages workers are launched for ({@code SQS_QUEUE_URL})
 * @param table the items' table ({@code DYNAMODB_TABLE_NAME})
 * @param bucket the items' files ({@code S3_BUCKET_NAME})
 * @param tagKey by which tag workers are known ({@code EC2_TAG_KEY})
 * @param tagValue ({@code EC2_TAG_VALUE})
 * @param imageId ({@code EC2_AMI_ID})
 * @param instanceType ({@code EC2_INSTANCE_TYPE})
 * @param idleMinutes after how many without a message a worker ends ({@code EC2_AUTOTERMINATE_MINUTES})
 * @param subnetIds one, or several that are tried in turn, separated by commas ({@code EC2_SUBNET_ID})
 * @param securityGroupId ({@code EC2_SECURITY_GROUP_ID})
 * @param keyName for SSH; usually none ({@code EC2_KEY_NAME})
 * @param instanceProfile ({@code EC2_INSTANCE_PROFILE_NAME})
 * @param maxWorkers how many may run at once ({@code EC2_MAX_WORKERS}, else 1)
 * @param codeBucket where workers get their code ({@code CODE_BUCKET})
 * @param codeKey ({@code CODE_KEY})
 * @param metricNamespace where workers count their failures ({@code METRIC_NAMESPACE})
 */
record LaunchSettings(
        String region,
        String queueUrl,
        String table,
        String bucket,
        String tagKey,
        String tagValue,
        String imageId,
        String instanceType,
        String idleMinutes,
        List<String> subnetIds,
        String securityGroupId,
        Optional<String> keyName,
        String instanceProfile,
        int maxWorkers,
        String codeBucket,
        String codeKey,
        String metricNamespace) {
    private static final Pattern IDLE_MINUTES = Pattern.compile("(?=.*[1-9])\\d{1,6}(\\.\\d{1,6})?");
    private static final Pattern MAX_WORKERS = Pattern.compile("[1-9]\\d{0,5}");

    LaunchSettings {
        subnetIds = List.copyOf(subnetIds);
    }

    /**
     * As this process's environment tells.
     *
     * @throws IllegalStateException when a variable is missing or makes no sense, naming it
     */
    static LaunchSettings ofEnvironment() {
        return of(System.getenv());
    }

    /** The same, of other variables than this process's. */
    static LaunchSettings of(Map<String, String> variables) {
        return new LaunchSettings(
                Environment.required(variables, "AWS_REGION"),
                Environment.required(variables, "SQS_QUEUE_URL"),
                Environment.required(variables, "DYNAMODB_TABLE_NAME"),
                Environment.required(variables, "S3_BUCKET_NAME"),
                Environment.required(variables, "EC2_TAG_KEY"),
                Environment.required(variables, "EC2_TAG_VALUE"),
                Environment.required(variables, "EC2_AMI_ID"),
                Environment.required(variables, "EC2_INSTANCE_TYPE"),
                idleMinutes(Environment.required(variables, "EC2_AUTOTERMINATE_MINUTES")),
                subnetIds(Environment.required(variables, "EC2_SUBNET_ID")),
                Environment.required(variables, "EC2_SECURITY_GROUP_ID"),
                Environment.optional(variables, "EC2_KEY_NAME"),
                Environment.required(variables, "EC2_INSTANCE_PROFILE_NAME"),
                maxWorkers(Environment.optional(variables, "EC2_MAX_WORKERS").orElse("1")),
                Environment.required(variables, "CODE_BUCKET"),
                Environment.required(variables, "CODE_KEY"),
                Environment.required(variables, "METRIC_NAMESPACE"));
    }

    /** A worker would refuse it only when it runs, minutes later and where nobody looks. */
    private static String idleMinutes(String text) {
        if (!IDLE_MINUTES.matcher(text).matches()) {
            throw bad("EC2_AUTOTERMINATE_MINUTES", "a number of minutes above 0", text);
        }
        return text;
    }

    private static List<String> subnetIds(String text) {
        List<String> ids = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (ids.contains("")) {
            throw bad("EC2_SUBNET_ID", "ids with commas between them", text);
        }
        return ids;
    }

    private static int maxWorkers(String text) {
        if (!MAX_WORKERS.matcher(text).matches()) {
            throw bad("EC2_MAX_WORKERS", "a whole number, 1 or more", text);
        }
        return Integer.parseInt(text);
    }

    private static IllegalStateException bad(String name, String expected, String found) {
        return new IllegalStateException(
                "environment variable %s must be %s, not '%s'".formatted(name, expected, found));
    }
}
