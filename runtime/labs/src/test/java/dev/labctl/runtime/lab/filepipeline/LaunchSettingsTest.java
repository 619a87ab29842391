package dev.labctl.runtime.lab.filepipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the launcher makes of its environment, and what of that its workers are told. */
final class LaunchSettingsTest {
    /** All that the template sets and the launcher cannot do without. */
    static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("AWS_REGION", "us-east-1"),
            Map.entry("SQS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/123456789012/messages"),
            Map.entry("DYNAMODB_TABLE_NAME", "items"),
            Map.entry("S3_BUCKET_NAME", "files"),
            Map.entry("EC2_TAG_KEY", "Role"),
            Map.entry("EC2_TAG_VALUE", "rag-worker"),
            Map.entry("EC2_AMI_ID", "ami-1"),
            Map.entry("EC2_INSTANCE_TYPE", "t3.micro"),
            Map.entry("EC2_AUTOTERMINATE_MINUTES", "5"),
            Map.entry("EC2_SUBNET_ID", "subnet-a,subnet-b"),
            Map.entry("EC2_SECURITY_GROUP_ID", "sg-1"),
            Map.entry("EC2_INSTANCE_PROFILE_NAME", "worker"),
            Map.entry("CODE_BUCKET", "code"),
            Map.entry("CODE_KEY", "runtime.zip"),
            Map.entry("METRIC_NAMESPACE", "stack"));

    static Stream<String> names() {
        return VARIABLES.keySet().stream().sorted();
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> variables = new HashMap<>(VARIABLES);
        variables.put(name, value);
        return variables;
    }

    @Test
    void withoutALimitThereIsOneWorkerAndWithoutAKeyPairNone() {
        LaunchSettings settings = LaunchSettings.of(with("EC2_KEY_NAME", ""));
        assertThat(settings.maxWorkers()).isEqualTo(1);
        assertThat(settings.keyName()).isEmpty();
        assertThat(settings.subnetIds()).containsExactly("subnet-a", "subnet-b");
        assertThat(LaunchSettings.of(with("EC2_KEY_NAME", "ops")).keyName()).contains("ops");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aVariableThatIsMissingIsNamed(String name) {
        Map<String, String> variables = new HashMap<>(VARIABLES);
        variables.remove(name);
        assertThatThrownBy(() -> LaunchSettings.of(variables))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("environment variable " + name + " is not set");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EC2_MAX_WORKERS | two | a whole number, 1 or more",
                "EC2_MAX_WORKERS | 0 | a whole number, 1 or more",
                "EC2_MAX_WORKERS | 99999999999 | a whole number, 1 or more",
                "EC2_AUTOTERMINATE_MINUTES | soon | a number of minutes above 0",
                "EC2_AUTOTERMINATE_MINUTES | -1 | a number of minutes above 0",
                "EC2_AUTOTERMINATE_MINUTES | 0 | a number of minutes above 0",
                "EC2_SUBNET_ID | subnet-a, | ids with commas between them",
            })
    void aVariableThatMakesNoSenseIsNamed(String name, String value, String expected) {
        assertThatThrownBy(() -> LaunchSettings.of(with(name, value)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("environment variable %s must be %s, not '%s'".formatted(name, expected, value));
    }

    @Test
    void workersAreToldWhereToWorkBeforeTheScriptBegins() {
        assertThat(UserData.of(LaunchSettings.of(with("S3_BUCKET_NAME", "o'hara"))))
                .startsWith("#!/bin/bash\nexport AWS_REGION='us-east-1'\n")
                .contains(
                        "export SQS_QUEUE_URL='https://sqs.us-east-1.amazonaws.com/123456789012/messages'\n",
                        "export S3_BUCKET_NAME='o'\\''hara'\n",
                        "export EC2_AUTOTERMINATE_MINUTES='5'\n",
                        "export CODE_KEY='runtime.zip'\n",
                        "set -euo pipefail",
                        "WorkerMain");
    }
}
