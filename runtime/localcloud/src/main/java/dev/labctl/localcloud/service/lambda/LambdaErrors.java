package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.PreconditionFailedException;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Lambda's errors, with the {@code Type} that says whose fault it was. */
final class LambdaErrors {
    private static final String USER = "User";
    private static final String RETRY_AFTER_SECONDS = "1";

    private LambdaErrors() {}

    static AwsError notFound(String message) {
        return AwsError.of(404, "ResourceNotFoundException", message)
                .with(ResourceNotFoundException.builder().type(USER).build());
    }

    static AwsError functionNotFound(String arn) {
        return notFound("Function not found: " + arn);
    }

    static AwsError resourceNotFound() {
        return notFound("The resource you requested does not exist.");
    }

    static AwsError invalid(String message) {
        return AwsError.of(400, "InvalidParameterValueException", message)
                .with(InvalidParameterValueException.builder().type(USER).build());
    }

    static AwsError conflict(String message) {
        return AwsError.of(409, "ResourceConflictException", message)
                .with(ResourceConflictException.builder().type(USER).build());
    }

    static AwsError precondition() {
        return AwsError.of(
                        412,
                        "PreconditionFailedException",
                        "The Revision Id provided does not match the latest Revision Id. Call the"
                                + " GetFunction/GetAlias API to retrieve the latest Revision Id")
                .with(PreconditionFailedException.builder().type(USER).build());
    }

    static AwsError badRequestContent(String message) {
        return AwsError.of(400, "InvalidRequestContentException", message)
                .with(InvalidRequestContentException.builder().type(USER).build());
    }

    static AwsError requestTooLarge(int limit) {
        return AwsError.of(
                        413,
                        "RequestTooLargeException",
                        "Request must be smaller than " + limit + " bytes for the InvokeFunction operation")
                .with(RequestTooLargeException.builder().type(USER).build());
    }

    static AwsError throttled(ThrottleReason reason) {
        return AwsError.of(429, "TooManyRequestsException", "Rate Exceeded.")
                .with(TooManyRequestsException.builder()
                        .type(USER)
                        .reason(reason)
                        .build())
                .header("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** For what AWS has and this cloud has not. */
    static AwsError notImplemented(String what) {
        return AwsError.of(501, "NotImplemented", "The local cloud does not implement " + what + ".");
    }
}
