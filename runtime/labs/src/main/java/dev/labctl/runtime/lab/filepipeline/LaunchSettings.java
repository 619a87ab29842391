package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.event.Environment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
    LaunchSettings {
        subnetIds = List.copyOf(subnetIds);
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("EC2_MAX_WORKERS must be 1 or more, not " + maxWorkers);
        }
    }

    /** As the environment tells. */
    static LaunchSettings ofEnvironment() {
        return new LaunchSettings(
                Environment.required("AWS_REGION"),
                Environment.required("SQS_QUEUE_URL"),
                Environment.required("DYNAMODB_TABLE_NAME"),
                Environment.required("S3_BUCKET_NAME"),
                Environment.required("EC2_TAG_KEY"),
                Environment.required("EC2_TAG_VALUE"),
                Environment.required("EC2_AMI_ID"),
                Environment.required("EC2_INSTANCE_TYPE"),
                Environment.required("EC2_AUTOTERMINATE_MINUTES"),
                Arrays.asList(Environment.required("EC2_SUBNET_ID").split(",", -1)),
                Environment.required("EC2_SECURITY_GROUP_ID"),
                Environment.optional("EC2_KEY_NAME"),
                Environment.required("EC2_INSTANCE_PROFILE_NAME"),
                Environment.optional("EC2_MAX_WORKERS").map(Integer::parseInt).orElse(1),
                Environment.required("CODE_BUCKET"),
                Environment.required("CODE_KEY"),
                Environment.required("METRIC_NAMESPACE"));
    }
}
