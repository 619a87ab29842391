package dev.labctl.wire.filepipeline;

/**
 * The attributes of an item, by their names in DynamoDB.
 *
 * <p>An item needs no more than {@link #ID}, {@link #STATUS} and {@link #S3_PATH}. Times are ISO-8601 instants in UTC
 * unless said otherwise.
 */
public final class ItemAttribute {
    /** Hash key. */
    public static final String ID = "id";

    /** The name of an {@link ItemStatus}. */
    public static final String STATUS = "status";

    /** The input: {@code s3://bucket/data/input/client_1/f.txt}. */
    public static final String S3_PATH = "s3_path";

    /** The output, of a finished item. */
    public static final String OUTPUT_PATH = "output_path";

    /** Why a failed item failed. */
    public static final String ERROR = "error";

    /** When it was submitted, the last time. */
    public static final String PENDING_AT = "pending_at";

    /** When the message was sent under which it was claimed. */
    public static final String QUEUED_AT = "queued_at";

    /** When that message was received first. */
    public static final String RECEIVED_AT = "received_at";

    /** When it was claimed, the last time. */
    public static final String PROCESSING_AT = "processing_at";

    public static final String FINISHED_AT = "finished_at";

    public static final String FAILED_AT = "failed_at";

    /** Who has claimed it: an instance's id. */
    public static final String WORKER_ID = "worker_id";

    /** The queue's message under which it was claimed: whoever receives that message again may take the claim over. */
    public static final String MESSAGE_ID = "message_id";

    /** How often that message had been received when the item was claimed (a DynamoDB number). */
    public static final String ATTEMPTS = "attempts";

    /** Until when the claim holds against other messages, in milliseconds since 1970 (a DynamoDB number). */
    public static final String LEASE_EXPIRES_AT = "lease_expires_at";

    private ItemAttribute() {}
}
