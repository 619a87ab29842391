package dev.labctl.runtime.lab.filepipeline;

import dev.labctl.runtime.copy.CopyLimits;
import dev.labctl.runtime.copy.CopyPath;
import dev.labctl.runtime.copy.MultipartCopy;
import dev.labctl.wire.filepipeline.ItemPath;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** Copies an item's input to its output: one request, whatever its size up to 5 GiB, and in parts beyond. */
final class FileCopy {
    private static final int SERVER_ERROR = 500;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY = 429;

    /** What S3 refuses with a 4xx although the item is not to blame for it. */
    private static final Set<String> NOT_THE_ITEMS = Set.of(
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "RequestTimeTooSkewed",
            "RequestTimeout",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired");

    private final S3Client s3;
    private final CopyLimits limits;

    FileCopy(S3Client s3, CopyLimits limits) {
        this.s3 = s3;
        this.limits = limits;
    }

    /** What became of a copy. */
    sealed interface Result {
        /** The output equals the input. */
        record Copied(ItemPath output) implements Result {}

        /** It will never work: the item is to blame. */
        record Impossible(String reason) implements Result {}

        /** It did not work now. */
        record Unavailable(String reason) implements Result {}
    }

    /** Copies what a row's path names. */
    Result copy(Optional<AttributeValue> path) {
        ItemPath input;
        ItemPath output;
        try {
            input = ItemPath.parse(path.map(AttributeValue::s)
                    .orElseThrow(() -> new IllegalArgumentException("the item has no string s3_path")));
            output = input.output();
        } catch (IllegalArgumentException e) {
            return new Result.Impossible(String.valueOf(e.getMessage()));
        }
        try {
            copy(input, output);
            return new Result.Copied(output);
        } catch (S3Exception e) {
            String reason = "%s of %s".formatted(reason(e), input);
            return isTheItems(e) ? new Result.Impossible(reason) : new Result.Unavailable(reason);
        } catch (SdkException | IllegalStateException e) {
            return new Result.Unavailable("%s of %s".formatted(e.getMessage(), input));
        }
    }

    private void copy(ItemPath input, ItemPath output) {
        try {
            // The SDK reports an error that comes inside a 200 as the S3Exception it is.
            s3.copyObject(CopyObjectRequest.builder()
                    .sourceBucket(input.bucket())
                    .sourceKey(input.key())
                    .destinationBucket(output.bucket())
                    .destinationKey(output.key())
                    .metadataDirective(MetadataDirective.COPY)
                    .taggingDirective(TaggingDirective.COPY)
                    .build());
        } catch (S3Exception e) {
            if (!code(e).equals("InvalidRequest")) {
                throw e;
            }
            HeadObjectResponse source =
                    s3.headObject(head -> head.bucket(input.bucket()).key(input.key()));
            if (source.contentLength() <= limits.singleCopyBytes()) {
                throw e;
            }
            new MultipartCopy(s3, new CopyPath(input.bucket(), input.key(), output.bucket(), output.key()), limits)
                    .copy(source);
        }
    }

    private static boolean isTheItems(S3Exception e) {
        int status = e.statusCode();
        return status < SERVER_ERROR
                && status != CONFLICT
                && status != PRECONDITION_FAILED
                && status != TOO_MANY
                && status > 0
                && !e.isThrottlingException()
                && !NOT_THE_ITEMS.contains(code(e));
    }

    private static String reason(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null
                        || details.errorMessage() == null
                        || details.errorMessage().isBlank()
                ? code(e)
                : code(e) + " (" + details.errorMessage() + ")";
    }

    private static String code(S3Exception e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null
                        || details.errorCode() == null
                        || details.errorCode().isBlank()
                ? "status " + e.statusCode()
                : details.errorCode();
    }
}
