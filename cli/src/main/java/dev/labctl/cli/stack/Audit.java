package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.StackResource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Looks, service by service, whether resources of a deleted stack are still there. */
final class Audit {
    private final Map<String, Predicate<String>> present;

    Audit(Cloud cloud) {
        present = Map.of(
                "AWS::S3::Bucket", name -> cloud.s3().bucket(name).exists(),
                "AWS::Lambda::Function", name -> cloud.lambda().settings(name).isPresent(),
                "AWS::DynamoDB::Table", name -> cloud.dynamoDb().settings(name).isPresent(),
                "AWS::Logs::LogGroup", name -> cloud.logs().group(name).isPresent(),
                "AWS::SQS::Queue", url -> found(() -> cloud.sqs().attributes(url)),
                "AWS::IAM::Role", name -> found(() -> cloud.iam().roleArn(name)),
                "AWS::CloudWatch::Alarm",
                        name -> cloud.cloudWatch().alarms(name).stream()
                                .anyMatch(alarm -> alarm.name().equals(name)));
    }

    List<Receipt.Leftover> leftovers(List<StackResource> resources) {
        return resources.stream()
                .filter(resource -> !resource.physicalId().isEmpty())
                .filter(resource ->
                        present.getOrDefault(resource.type(), id -> false).test(resource.physicalId()))
                .map(resource -> new Receipt.Leftover(resource.type(), resource.physicalId()))
                .toList();
    }

    private static boolean found(Runnable question) {
        try {
            question.run();
            return true;
        } catch (CloudException e) {
            if (e.notFound() || e.is("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")) {
                return false;
            }
            throw e;
        }
    }
}
