package dev.labctl.wire.filecatalog;

/** The attributes of a row of the catalog table, by their names in DynamoDB. */
public final class CatalogAttribute {
    /** Hash key: the object's key. */
    public static final String FILE_KEY = "file_key";

    /** Range key: the event's time and sequencer, {@code 2026-11-21T07:36:00.123Z#0055AED6DCD90281E5}. */
    public static final String TIMESTAMP = "timestamp";

    public static final String BUCKET_NAME = "bucket_name";

    /** Number of bytes (a DynamoDB number). */
    public static final String FILE_SIZE = "file_size";

    public static final String CONTENT_TYPE = "content_type";

    /** The object's Last-Modified as an ISO-8601 instant. */
    public static final String LAST_MODIFIED = "last_modified";

    /** The object's ETag without quotes. */
    public static final String ETAG = "etag";

    /** The S3 event's name without {@code s3:}, for instance {@code ObjectCreated:Put}. */
    public static final String EVENT_NAME = "event_name";

    /** When the row was made, an ISO-8601 instant. */
    public static final String PROCESSED_AT = "processed_at";

    /** The first 500 characters; only of text, JSON, CSV and XML. */
    public static final String CONTENT_PREVIEW = "content_preview";

    public static final String VERSION_ID = "version_id";

    private CatalogAttribute() {}
}
