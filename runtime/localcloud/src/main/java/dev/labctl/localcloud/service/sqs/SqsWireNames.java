package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.core.WireNames.Flattened;
import java.util.Map;

/**
 * The names of SQS's query protocol, API version 2012-11-05, which clients before 2023 speak and from which the SDK's JSON
 * metadata has moved on.
 */
final class SqsWireNames {
    private static final String LEGACY = "AWS.SimpleQueueService.";

    /** The query protocol's error codes by the JSON protocol's. */
    static final Map<String, String> ERROR_CODES = Map.ofEntries(
            Map.entry("InvalidParameterValueException", "InvalidParameterValue"),
            Map.entry("MissingRequiredParameterException", "MissingParameter"),
            Map.entry("InvalidAttributeName", "InvalidAttributeName"),
            Map.entry("InvalidAttributeValue", "InvalidAttributeValue"),
            Map.entry("InvalidMessageContents", "InvalidMessageContents"),
            Map.entry("QueueDoesNotExist", LEGACY + "NonExistentQueue"),
            Map.entry("QueueNameExists", "QueueAlreadyExists"),
            Map.entry("QueueDeletedRecently", LEGACY + "QueueDeletedRecently"),
            Map.entry("PurgeQueueInProgress", LEGACY + "PurgeQueueInProgress"),
            Map.entry("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"),
            Map.entry("OverLimit", "OverLimit"),
            Map.entry("EmptyBatchRequest", LEGACY + "EmptyBatchRequest"),
            Map.entry("TooManyEntriesInBatchRequest", LEGACY + "TooManyEntriesInBatchRequest"),
            Map.entry("BatchEntryIdsNotDistinct", LEGACY + "BatchEntryIdsNotDistinct"),
            Map.entry("InvalidBatchEntryId", LEGACY + "InvalidBatchEntryId"),
            Map.entry("BatchRequestTooLong", LEGACY + "BatchRequestTooLong"),
            Map.entry("UnsupportedOperation", LEGACY + "UnsupportedOperation"),
            Map.entry("ResourceNotFoundException", "ResourceNotFoundException"),
            Map.entry("AccessDeniedException", "AccessDenied"));

    private static final Map<String, Flattened> FLATTENED = Map.ofEntries(
            Map.entry("AWSAccountIds", Flattened.list("AWSAccountId")),
            Map.entry("Actions", Flattened.list("ActionName")),
            Map.entry("AttributeNames", Flattened.list("AttributeName")),
            Map.entry("MessageSystemAttributeNames", Flattened.list("MessageSystemAttributeName")),
            Map.entry("MessageAttributeNames", Flattened.list("MessageAttributeName")),
            Map.entry("TagKeys", Flattened.list("TagKey")),
            Map.entry("QueueUrls", Flattened.list("QueueUrl")),
            Map.entry("queueUrls", Flattened.list("QueueUrl")),
            Map.entry("Messages", Flattened.list("Message")),
            Map.entry("StringListValues", Flattened.list("StringListValue")),
            Map.entry("BinaryListValues", Flattened.list("BinaryListValue")),
            Map.entry("Results", Flattened.list("ListMessageMoveTasksResultEntry")),
            Map.entry("Failed", Flattened.list("BatchResultErrorEntry")),
            Map.entry("Attributes", Flattened.map("Attribute", "Name", "Value")),
            Map.entry("MessageAttributes", Flattened.map("MessageAttribute", "Name", "Value")),
            Map.entry("MessageSystemAttributes", Flattened.map("MessageSystemAttribute", "Name", "Value")),
            Map.entry("Tags", Flattened.map("Tag", "Key", "Value")),
            Map.entry("tags", Flattened.map("Tag", "Key", "Value")),
            entries("SendMessageBatch"),
            results("SendMessageBatch"),
            entries("DeleteMessageBatch"),
            results("DeleteMessageBatch"),
            entries("ChangeMessageVisibilityBatch"),
            results("ChangeMessageVisibilityBatch"));

    static final WireNames ALL =
            new WireNames(FLATTENED, ERROR_CODES, Map.of(), "http://queue.amazonaws.com/doc/2012-11-05/", true);

    private SqsWireNames() {}

    private static Map.Entry<String, Flattened> entries(String operation) {
        return Map.entry(operation + "Request.Entries", Flattened.list(operation + "RequestEntry"));
    }

    private static Map.Entry<String, Flattened> results(String operation) {
        return Map.entry(operation + "Response.Successful", Flattened.list(operation + "ResultEntry"));
    }
}
