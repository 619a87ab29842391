package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;

/**
 * SQS's errors, with the code of the JSON protocol and the one of the query protocol that it replaced.
 *
 * <p>JSON answers carry the old code in {@code x-amzn-query-error}, because SDKs go on showing that one.
 */
final class SqsErrors {
    private static final String LEGACY = "AWS.SimpleQueueService.";

    private SqsErrors() {}

    private static AwsError error(int status, String jsonCode, String queryCode, String message) {
        return AwsError.of(status, jsonCode, message).header("x-amzn-query-error", queryCode + ";Sender");
    }

    static AwsError invalidParameter(String message) {
        return error(400, "InvalidParameterValueException", "InvalidParameterValue", message);
    }

    /** {@code Value 11 for parameter MaxNumberOfMessages is invalid. Reason: ...}. */
    static AwsError invalidParameter(String name, Object value, String reason) {
        return invalidParameter("Value %s for parameter %s is invalid. Reason: %s".formatted(value, name, reason));
    }

    static AwsError missingParameter(String name) {
        return error(
                400,
                "MissingRequiredParameterException",
                "MissingParameter",
                "The request must contain the parameter " + name + ".");
    }

    static AwsError invalidAttributeName(String message) {
        return error(400, "InvalidAttributeName", "InvalidAttributeName", message);
    }

    static AwsError unknownAttribute(String name) {
        return invalidAttributeName("Unknown Attribute " + name + ".");
    }

    static AwsError invalidAttributeValue(String message) {
        return error(400, "InvalidAttributeValue", "InvalidAttributeValue", message);
    }

    static AwsError invalidMessageContents(String message) {
        return error(400, "InvalidMessageContents", "InvalidMessageContents", message);
    }

    /** The query protocol words it differently, and clients show the text. */
    static AwsError queueDoesNotExist(Call call) {
        return error(
                400,
                "QueueDoesNotExist",
                LEGACY + "NonExistentQueue",
                isJson(call)
                        ? "The specified queue does not exist."
                        : "The specified queue does not exist for this wsdl version.");
    }

    static AwsError queueExists(String attribute) {
        return error(
                400,
                "QueueNameExists",
                "QueueAlreadyExists",
                "A queue already exists with the same name and a different value for attribute " + attribute);
    }

    static AwsError queueDeletedRecently() {
        return error(
                400,
                "QueueDeletedRecently",
                LEGACY + "QueueDeletedRecently",
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
    }

    static AwsError purgeInProgress(String queueName) {
        return error(
                403,
                "PurgeQueueInProgress",
                LEGACY + "PurgeQueueInProgress",
                "Only one PurgeQueue operation on " + queueName + " is allowed every 60 seconds.");
    }

    static AwsError invalidReceiptHandle(String handle) {
        return error(
                404,
                "ReceiptHandleIsInvalid",
                "ReceiptHandleIsInvalid",
                "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
    }

    static AwsError overLimit() {
        return error(403, "OverLimit", "OverLimit", "Too many messages in flight: the limit is 120000.");
    }

    static AwsError emptyBatch(String entryType) {
        return error(
                400,
                "EmptyBatchRequest",
                LEGACY + "EmptyBatchRequest",
                "There should be at least one " + entryType + " in the request.");
    }

    static AwsError tooManyEntries(int count) {
        return error(
                400,
                "TooManyEntriesInBatchRequest",
                LEGACY + "TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are 10. You have sent " + count + ".");
    }

    static AwsError batchIdsNotDistinct(String id) {
        return error(400, "BatchEntryIdsNotDistinct", LEGACY + "BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
    }

    static AwsError invalidBatchId() {
        return error(
                400,
                "InvalidBatchEntryId",
                LEGACY + "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
                        + " It can be at most 80 letters long.");
    }

    static AwsError batchTooLong(int limit, long sent) {
        return error(
                400,
                "BatchRequestTooLong",
                LEGACY + "BatchRequestTooLong",
                "Batch requests cannot be longer than %d bytes. You have sent %d bytes.".formatted(limit, sent));
    }

    static AwsError unsupported(String message) {
        return error(400, "UnsupportedOperation", LEGACY + "UnsupportedOperation", message);
    }

    static AwsError resourceNotFound(String message) {
        return error(404, "ResourceNotFoundException", "ResourceNotFoundException", message);
    }

    /** The code that a batch answer's failed entry carries: the query protocol's, in both protocols. */
    static String batchCode(AwsError error) {
        String header = error.headers().getOrDefault("x-amzn-query-error", error.code());
        return header.split(";", 2)[0];
    }

    /** Whether the call came in the JSON protocol (or from another service) and not as a query. */
    static boolean isJson(Call call) {
        return call.headers().isEmpty() || call.header("x-amz-target").isPresent();
    }
}
