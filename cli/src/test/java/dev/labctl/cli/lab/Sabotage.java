package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.labctl.cli.cloud.Cloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** Breaks what a lab has deployed, while a test looks, and puts it back as it was. */
public final class Sabotage {
    private final CommandLineFixture commandLine;

    Sabotage(CommandLineFixture commandLine) {
        this.commandLine = commandLine;
    }

    /** Takes a bucket's notifications away. */
    public void withoutNotifications(String bucket, Runnable test) {
        try (S3Client s3 = commandLine.client(S3Client.builder())) {
            GetBucketNotificationConfigurationResponse before =
                    s3.getBucketNotificationConfiguration(request -> request.bucket(bucket));
            s3.putBucketNotificationConfiguration(request -> request.bucket(bucket)
                    .notificationConfiguration(
                            NotificationConfiguration.builder().build()));
            try {
                test.run();
            } finally {
                s3.putBucketNotificationConfiguration(request -> request.bucket(bucket)
                        .notificationConfiguration(configuration ->
                                configuration.lambdaFunctionConfigurations(before.lambdaFunctionConfigurations())));
            }
        }
    }

    /** Lets a bucket encrypt with another algorithm. */
    public void withEncryption(String bucket, ServerSideEncryption algorithm, Runnable test) {
        try (S3Client s3 = commandLine.client(S3Client.builder())) {
            encrypt(s3, bucket, algorithm);
            try {
                test.run();
            } finally {
                encrypt(s3, bucket, ServerSideEncryption.AES256);
            }
        }
    }

    private static void encrypt(S3Client s3, String bucket, ServerSideEncryption algorithm) {
        s3.putBucketEncryption(request -> request.bucket(bucket)
                .serverSideEncryptionConfiguration(
                        configuration -> configuration.rules(ServerSideEncryptionRule.builder()
                                .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm(algorithm))
                                .build())));
    }

    /** Gives a function's environment variable another value. */
    public void withEnvironment(String function, String name, String value, Runnable test) {
        try (LambdaClient lambda = commandLine.client(LambdaClient.builder())) {
            Map<String, String> before = lambda.getFunctionConfiguration(request -> request.functionName(function))
                    .environment()
                    .variables();
            Map<String, String> changed = new HashMap<>(before);
            changed.put(name, value);
            setEnvironment(lambda, function, changed);
            try {
                test.run();
            } finally {
                setEnvironment(lambda, function, before);
            }
        }
    }

    private static void setEnvironment(LambdaClient lambda, String function, Map<String, String> variables) {
        lambda.updateFunctionConfiguration(
                request -> request.functionName(function).environment(environment -> environment.variables(variables)));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(function));
    }

    /** Gives a function's runs so many seconds. */
    public void withTimeout(String function, int seconds, Runnable test) {
        try (LambdaClient lambda = commandLine.client(LambdaClient.builder())) {
            int before = lambda.getFunctionConfiguration(request -> request.functionName(function))
                    .timeout();
            setTimeout(lambda, function, seconds);
            try {
                test.run();
            } finally {
                setTimeout(lambda, function, before);
            }
        }
    }

    private static void setTimeout(LambdaClient lambda, String function, int seconds) {
        lambda.updateFunctionConfiguration(
                request -> request.functionName(function).timeout(seconds));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(function));
    }

    /** Takes away where a function's failed events go. */
    public void withoutOnFailureDestination(String function, Runnable test) {
        try (LambdaClient lambda = commandLine.client(LambdaClient.builder())) {
            GetFunctionEventInvokeConfigResponse before =
                    lambda.getFunctionEventInvokeConfig(request -> request.functionName(function));
            lambda.deleteFunctionEventInvokeConfig(request -> request.functionName(function));
            try {
                test.run();
            } finally {
                lambda.putFunctionEventInvokeConfig(request -> request.functionName(function)
                        .maximumRetryAttempts(before.maximumRetryAttempts())
                        .maximumEventAgeInSeconds(before.maximumEventAgeInSeconds())
                        .destinationConfig(before.destinationConfig()));
            }
        }
    }

    /** Lets a database be reached from the internet. */
    public void withPublicDatabase(String instance, Runnable test) {
        setPublic(instance, true);
        try {
            test.run();
        } finally {
            setPublic(instance, false);
        }
    }

    private void setPublic(String instance, boolean isPublic) {
        try (RdsClient rds = commandLine.client(RdsClient.builder());
                Cloud cloud = commandLine.cloud()) {
            rds.modifyDBInstance(request -> request.dbInstanceIdentifier(instance)
                    .publiclyAccessible(isPublic)
                    .applyImmediately(true));
            cloud.poller()
                    .until(
                            instance + " to be " + (isPublic ? "public" : "private"),
                            Duration.ofMinutes(1),
                            () -> cloud.rds().instance(instance).orElseThrow(),
                            found -> found.isPublic() == isPublic
                                    && found.status().equals("available"));
        }
    }

    /** Switches an alarm's actions off. */
    public void withoutAlarmActions(String alarm, Runnable test) {
        try (CloudWatchClient cloudWatch = commandLine.client(CloudWatchClient.builder())) {
            cloudWatch.disableAlarmActions(request -> request.alarmNames(alarm));
            try {
                test.run();
            } finally {
                cloudWatch.enableAlarmActions(request -> request.alarmNames(alarm));
            }
        }
    }

    /** Makes an alarm need more than there will be. */
    public void withThreshold(String alarm, double threshold, Runnable test) {
        try (CloudWatchClient cloudWatch = commandLine.client(CloudWatchClient.builder())) {
            MetricAlarm before = cloudWatch
                    .describeAlarms(request -> request.alarmNames(alarm))
                    .metricAlarms()
                    .get(0);
            putAlarm(cloudWatch, before, threshold);
            try {
                test.run();
            } finally {
                putAlarm(cloudWatch, before, before.threshold());
            }
        }
    }

    private static void putAlarm(CloudWatchClient cloudWatch, MetricAlarm alarm, double threshold) {
        cloudWatch.putMetricAlarm(PutMetricAlarmRequest.builder()
                .alarmName(alarm.alarmName())
                .alarmDescription(alarm.alarmDescription())
                .namespace(alarm.namespace())
                .metricName(alarm.metricName())
                .dimensions(alarm.dimensions())
                .statistic(alarm.statistic())
                .period(alarm.period())
                .evaluationPeriods(alarm.evaluationPeriods())
                .threshold(threshold)
                .comparisonOperator(alarm.comparisonOperator())
                .treatMissingData(alarm.treatMissingData())
                .alarmActions(alarm.alarmActions())
                .okActions(alarm.okActions())
                .build());
    }

    /** Takes a statement out of a role's inline policy. */
    public void withoutStatement(String role, String policyName, String sid, Runnable test) {
        try (IamClient iam = commandLine.client(IamClient.builder())) {
            String before = java.net.URLDecoder.decode(
                    iam.getRolePolicy(request -> request.roleName(role).policyName(policyName))
                            .policyDocument(),
                    java.nio.charset.StandardCharsets.UTF_8);
            put(iam, role, policyName, without(before, sid));
            try {
                test.run();
            } finally {
                put(iam, role, policyName, before);
            }
        }
    }

    /** Gives a role a policy more. */
    public void withPolicy(String role, String document, Runnable test) {
        try (IamClient iam = commandLine.client(IamClient.builder())) {
            put(iam, role, "sabotage", document);
            try {
                test.run();
            } finally {
                iam.deleteRolePolicy(request -> request.roleName(role).policyName("sabotage"));
            }
        }
    }

    private static void put(IamClient iam, String role, String policyName, String document) {
        iam.putRolePolicy(
                request -> request.roleName(role).policyName(policyName).policyDocument(document));
    }

    private static String without(String document, String sid) {
        try {
            Map<String, Object> policy = new LinkedHashMap<>(JSON.std.mapFrom(document));
            List<Object> statements = new ArrayList<>((List<?>) policy.get("Statement"));
            assertThat(statements.removeIf(statement -> sid.equals(((Map<?, ?>) statement).get("Sid"))))
                    .as("statement %s in %s", sid, document)
                    .isTrue();
            policy.put("Statement", statements);
            return JSON.std.asString(policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
