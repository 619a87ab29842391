package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;

/** S3's errors, with AWS's codes, texts and elements ("Error responses", Amazon S3 API Reference). */
final class S3Errors {
    private S3Errors() {}

    static AwsError noSuchBucket(String bucket) {
        return AwsError.of(404, "NoSuchBucket", "The specified bucket does not exist")
                .with(ErrorDetails.of("BucketName", bucket));
    }

    static AwsError noSuchKey(String key) {
        return AwsError.of(404, "NoSuchKey", "The specified key does not exist.")
                .with(ErrorDetails.of("Key", key));
    }

    static AwsError noSuchVersion(String key, String versionId) {
        return AwsError.of(404, "NoSuchVersion", "The specified version does not exist.")
                .with(ErrorDetails.of("Key", key, "VersionId", versionId));
    }

    static AwsError noSuchUpload(String uploadId) {
        return AwsError.of(
                        404,
                        "NoSuchUpload",
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                                + " aborted or completed.")
                .with(ErrorDetails.of("UploadId", uploadId));
    }

    static AwsError accessDenied() {
        return AwsError.of(403, "AccessDenied", "Access Denied");
    }

    static AwsError invalidArgument(String message, String name, String value) {
        return AwsError.of(400, "InvalidArgument", message)
                .with(ErrorDetails.of("ArgumentName", name, "ArgumentValue", value));
    }

    static AwsError invalidRequest(String message) {
        return AwsError.of(400, "InvalidRequest", message);
    }

    static AwsError malformedXml() {
        return AwsError.of(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static AwsError preconditionFailed(String condition) {
        return AwsError.of(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                .with(ErrorDetails.of("Condition", condition));
    }

    static AwsError notModified() {
        return AwsError.of(304, "NotModified", "Not Modified");
    }

    /** What S3 has and this cloud does not, named. */
    static AwsError notImplemented(String what) {
        return AwsError.of(
                        501,
                        "NotImplemented",
                        "A header you provided implies functionality that is not implemented (the local cloud does not"
                                + " have " + what + ")")
                .with(ErrorDetails.of("Header", what));
    }

    static AwsError internal(String reason) {
        return AwsError.of(
                500, "InternalError", "We encountered an internal error. Please try again. (" + reason + ")");
    }
}
