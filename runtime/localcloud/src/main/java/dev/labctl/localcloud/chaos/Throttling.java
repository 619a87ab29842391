package dev.labctl.localcloud.chaos;

import dev.labctl.localcloud.core.AwsError;
import java.util.Set;
import java.util.TreeSet;

/** What services answer when they are asked too much, in their own codes and words. */
final class Throttling {
    /** The operations that a table's throughput limits ("Errors" of each in the DynamoDB API Reference). */
    private static final Set<String> THROUGHPUT = Set.of(
            "BatchGetItem",
            "BatchWriteItem",
            "DeleteItem",
            "ExecuteStatement",
            "ExecuteTransaction",
            "GetItem",
            "PutItem",
            "Query",
            "Scan",
            "TransactGetItems",
            "TransactWriteItems",
            "UpdateItem");

    private Throttling() {}

    /** The services whose answers are known, in their order. */
    static Set<String> services() {
        return new TreeSet<>(Set.of("dynamodb", "s3", "sqs"));
    }

    /**
     * A service's answer to one request too many.
     *
     * @param isOdd chooses where a service has two answers: DynamoDB's depends on the table's billing mode
     */
    static AwsError error(String service, String operation, boolean isOdd) {
        return switch (service) {
            case "dynamodb" -> dynamoDb(operation, isOdd);
            case "s3" -> AwsError.of(503, "SlowDown", "Please reduce your request rate.");
            case "sqs" -> AwsError.of(400, "RequestThrottled", "The request was denied due to request throttling.");
            default -> throw new IllegalArgumentException("no answer is known of " + service);
        };
    }

    private static AwsError dynamoDb(String operation, boolean isOdd) {
        if (!THROUGHPUT.contains(operation)) {
            return AwsError.of(400, "ThrottlingException", "Rate exceeded");
        }
        return isOdd
                ? AwsError.of(
                        400,
                        "ThrottlingException",
                        "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling"
                                + " your table or index so please try again shortly. If exceptions persist, check if you"
                                + " have a hot key:"
                                + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html")
                : AwsError.of(
                        400,
                        "ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for the table was exceeded. Consider increasing"
                                + " your provisioning level with the UpdateTable API.");
    }
}
