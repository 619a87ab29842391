package dev.labctl.cli.completion;

/** Where the values of an option or a parameter are found. */
public enum Source {
    /** Checks of the lab that the line names. */
    CHECK,
    /** Ways to break the lab that the line names. */
    SCENARIO,
    /** Functions of all deployed labs. */
    FUNCTION,
    /** Functions of the lab that the line names. */
    FUNCTION_OF_LAB,
    /** Sample events of the lab that the line names. */
    SAMPLE_EVENT,
    /** Log groups of all deployed labs. */
    LOG_GROUP,
    /** Buckets of all deployed labs. */
    BUCKET,
    /** Keys in the buckets that take uploads, or {@code s3://BUCKET/KEY} in all. */
    OBJECT,
    /** Keys of catalogued objects. */
    CATALOGUED_KEY,
    /** Keys of kept backups. */
    BACKUP,
    /** Ids of items of the pipeline. */
    ITEM,
    /** Ids of EC2 instances of labs. */
    INSTANCE,
    /** Ids of PostgreSQL instances of RDS. */
    DB_INSTANCE,
    /** E-mail addresses of users of the todo API. */
    USER,
    /** Ids of todos. */
    TODO,
    /** AWS profiles of this machine. */
    PROFILE,
    /** AWS regions. */
    REGION,
    /** Files and folders of this machine. */
    FILE
}
