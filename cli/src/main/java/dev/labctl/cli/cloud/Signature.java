package dev.labctl.cli.cloud;

/** How a request is signed: right, not at all, or wrong in one way, to see it refused. */
public enum Signature {
    /** By the cloud's credentials, over what is sent. */
    VALID,
    /** Not signed at all. */
    NONE,
    /** By another secret than that of the access key it names. */
    OF_ANOTHER_SECRET,
    /** Over another body than the one that is sent. */
    OF_ANOTHER_BODY,
    /** For another service than Lambda. */
    FOR_ANOTHER_SERVICE,
    /** An hour ago, when AWS lets a signature live for 5 minutes. */
    EXPIRED
}
