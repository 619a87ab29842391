package dev.labctl.localcloud.service.sqs;

import dev.labctl.localcloud.core.Call;
import org.jspecify.annotations.Nullable;

/** A queue's place: its region and its name, unique there. */
record QueueKey(String region, String name) {
    private static final int ARN_PARTS = 6;

    /**
     * The queue that a URL names, by its last path segment. A bare name is taken too, as SQS does.
     *
     * @throws dev.labctl.localcloud.core.AwsError when the URL is missing or names another account's queue
     */
    static QueueKey ofUrl(@Nullable String url, Call call) {
        if (url == null || url.isEmpty()) {
            throw SqsErrors.missingParameter("QueueUrl");
        }
        String[] parts = url.split("/", -1);
        if (parts.length > 1
                && parts[parts.length - 2].matches("\\d{12}")
                && !parts[parts.length - 2].equals(call.accountId())) {
            throw SqsErrors.queueDoesNotExist(call);
        }
        return new QueueKey(call.region(), parts[parts.length - 1]);
    }

    /** The queue an ARN names; null when it is no queue's ARN. */
    static @Nullable QueueKey ofArn(String arn) {
        String[] parts = arn.split(":", -1);
        boolean isQueue = parts.length == ARN_PARTS
                && parts[0].equals("arn")
                && parts[2].equals("sqs")
                && !parts[3].isEmpty()
                && !parts[5].isEmpty();
        return isQueue ? new QueueKey(parts[3], parts[5]) : null;
    }

    /** The key of the queue's row; no queue name contains a slash. */
    String row() {
        return region + "/" + name;
    }

    String arn(String accountId) {
        return "arn:aws:sqs:" + region + ":" + accountId + ":" + name;
    }

    boolean isFifo() {
        return name.endsWith(".fifo");
    }
}
