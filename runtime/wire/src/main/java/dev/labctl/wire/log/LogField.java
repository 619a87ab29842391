package dev.labctl.wire.log;

/**
 * The members of a line of JSON in a function's log, by which a request, and what it was about, are found again.
 *
 * <p>The functions log in Lambda's text format, so that such a line is an event as it is, and filter patterns like
 * {@code { $.key = "a.txt" }} select it.
 */
public final class LogField {
    /** {@code INFO} or {@code ERROR}. */
    public static final String LEVEL = "level";

    /** What happened, for people. */
    public static final String MESSAGE = "message";

    /** Lambda's id of the request; the same when an asynchronous one is tried again. */
    public static final String REQUEST_ID = "requestId";

    /** How it ended, in a word: {@code COPIED}, {@code FAILED}. */
    public static final String OUTCOME = "outcome";

    /** Of a failure: its reason. */
    public static final String REASON = "reason";

    public static final String BUCKET = "bucket";

    /** An object's key, decoded. */
    public static final String KEY = "key";

    /** The version that the event was about; missing in a bucket without versions. */
    public static final String VERSION_ID = "versionId";

    /** The S3 event's name without {@code s3:}. */
    public static final String EVENT_NAME = "eventName";

    /** When S3 finished the request that the event is about, an ISO-8601 instant. */
    public static final String EVENT_TIME = "eventTime";

    /** The version that was copied, which can be newer than the event's. */
    public static final String COPIED_VERSION_ID = "copiedVersionId";

    /** The version of the replica. */
    public static final String REPLICA_VERSION_ID = "replicaVersionId";

    /** The path of an HTTP request. */
    public static final String PATH = "path";

    /** The HTTP request's method. */
    public static final String METHOD = "method";

    /** The HTTP answer's status. */
    public static final String STATUS = "status";

    /** The id of what an HTTP request created. */
    public static final String CREATED_ID = "createdId";

    /** How long an HTTP request took, in milliseconds. */
    public static final String LATENCY = "Latency";

    private LogField() {}
}
