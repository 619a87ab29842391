package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;

/** SQS's errors, by their codes in the JSON protocol; {@link SqsWireNames} has the query protocol's. */
final class SqsErrors {
    private SqsErrors() {}

    static AwsError invalidParameter(String message) {
        return AwsError.of(400, "InvalidParameterValueException", message);
    }

    /** {@code Value 11 for parameter MaxNumberOfMessages is invalid. Reason: ...}. */
    static AwsError invalidParameter(String name, Object value, String reason) {
        return invalidParameter("Value %s for parameter %s is invalid. Reason: %s".formatted(value, name, reason));
    }

    static AwsError missingParameter(String name) {
        return AwsError.of(
                400, "MissingRequiredParameterException", "The request must contain the parameter " + name + ".");
    }

    static AwsError invalidAttributeName(String message) {
        return AwsError.of(400, "InvalidAttributeName", message);
    }

    static AwsError unknownAttribute(String name) {
        return invalidAttributeName("Unknown Attribute " + name + ".");
    }

    static AwsError invalidAttributeValue(String message) {
        return AwsError.of(400, "InvalidAttributeValue", message);
    }

    static AwsError invalidMessageContents(String message) {
        return AwsError.of(400, "InvalidMessageContents", message);
    }

    /** The query protocol words it differently, and clients show the text. */
    static AwsError queueDoesNotExist(Call call) {
        return AwsError.of(
                400,
                "QueueDoesNotExist",
                isJson(call)
                        ? "The specified queue does not exist."
                        : "The specified queue does not exist for this wsdl version.");
    }

    static AwsError queueExists(String attribute) {
        return AwsError.of(
                400,
                "QueueNameExists",
                "A queue already exists with the same name and a different value for attribute " + attribute);
    }

    static AwsError queueDeletedRecently() {
        return AwsError.of(
                400,
                "QueueDeletedRecently",
                "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
    }

    static AwsError purgeInProgress(String queueName) {
        return AwsError.of(
                403,
                "PurgeQueueInProgress",
                "Only one PurgeQueue operation on " + queueName + " is allowed every 60 seconds.");
    }

    static AwsError invalidReceiptHandle(String handle) {
        return AwsError.of(
                404,
                "ReceiptHandleIsInvalid",
                "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
    }

    static AwsError overLimit() {
        return AwsError.of(403, "OverLimit", "Too many messages in flight: the limit is 120000.");
    }

    static AwsError emptyBatch(String entryType) {
        return AwsError.of(400, "EmptyBatchRequest", "There should be at least one " + entryType + " in the request.");
    }

    static AwsError tooManyEntries(int count) {
        return AwsError.of(
                400,
                "TooManyEntriesInBatchRequest",
                "Maximum number of entries per request are 10. You have sent " + count + ".");
    }

    static AwsError batchIdsNotDistinct(String id) {
        return AwsError.of(400, "BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
    }

    static AwsError invalidBatchId() {
        return AwsError.of(
                400,
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
                        + " It can be at most 80 letters long.");
    }

    static AwsError batchTooLong(int limit, long sent) {
        return AwsError.of(
                400,
                "BatchRequestTooLong",
                "Batch requests cannot be longer than %d bytes. You have sent %d bytes.".formatted(limit, sent));
    }

    static AwsError unsupported(String message) {
        return AwsError.of(400, "UnsupportedOperation", message);
    }

    static AwsError resourceNotFound(String message) {
        return AwsError.of(404, "ResourceNotFoundException", message);
    }

    /** The code that a batch answer's failed entry carries: the query protocol's, in both protocols. */
    static String batchCode(AwsError error) {
        return SqsWireNames.ERROR_CODES.getOrDefault(error.code(), error.code());
    }

    /** Whether the call came in the JSON protocol (or from another service) and not as a query. */
    static boolean isJson(Call call) {
        return call.headers().isEmpty() || call.header("x-amz-target").isPresent();
    }
}
