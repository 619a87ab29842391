package dev.labctl.runtime.lab.s3replication;

/** What became of one object. */
enum Replication {
    /** The replica was written. */
    COPIED,
    /** The replica already equalled the source. */
    UP_TO_DATE,
    /** The source is gone: there is nothing to copy. */
    SOURCE_DELETED
}
