package dev.labctl.cli.cloud;

import dev.labctl.cli.cloud.advice.Advice;
import dev.labctl.cli.cloud.advice.AwsSentence;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Turns the SDK's exceptions into ours, once, where they leave the SDK: what the service said, and what to do about
 * it. It is part of every client, so no caller can forget it.
 */
final class ErrorTranslation implements ExecutionInterceptor {
    private static final Pattern NO_STACK = Pattern.compile("Stack with id (\\S+) does not exist");
    private static final Pattern NO_VALUES = Pattern.compile("Parameters: \\[(.+?)] must have values");
    private static final Pattern REFUSED_VALUE = Pattern.compile("^Parameter '?([A-Za-z0-9]+)'? (?:must|failed) ");
    private static final Pattern REGION = Pattern.compile("(?:region '?|expecting ')([a-z]{2}(?:-[a-z]+)+-\\d)");

    private static final String AGAIN =
            "if that was asked rightly, ask again; -vv prints the request's id for AWS's support";

    private final Target target;

    ErrorTranslation(Target target) {
        this.target = target;
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        // The SDK takes only its own exceptions as an answer; what is thrown here reaches the caller as it is.
        CloudException translated = translate(context.exception(), operation(attributes));
        if (translated != null) {
            throw translated;
        }
        return context.exception();
    }

    /** What a caller gets instead of the SDK's exception; null when the SDK did not throw it. */
    @Nullable
    CloudException translate(Throwable thrown, String operation) {
        if (thrown instanceof AwsServiceException answered) {
            return answered(answered, operation);
        }
        return thrown instanceof SdkException silent ? unanswered(silent, operation) : null;
    }

    private static String operation(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME)
                + " "
                + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    }

    private CloudException answered(AwsServiceException e, String operation) {
        String code = code(e);
        Translation translation = translation(e, code, AwsSentence.of(said(e), code), operation);
        return new CloudException(
                translation.failure(), code, e.statusCode(), translation.message(), translation.fix(), e);
    }

    private record Translation(Failure failure, String message, String fix) {
        static Translation cloud(String message, String fix) {
            return new Translation(Failure.CLOUD, message, fix);
        }
    }

    private Translation translation(AwsServiceException e, String code, AwsSentence sentence, String operation) {
        String said = sentence.text();
        String plain =
                "%s failed: %s%s".formatted(operation, said.isEmpty() ? "HTTP " + e.statusCode() : said, of(code));
        return switch (code) {
            case "ValidationError" -> validation(sentence, plain);
            case "BucketNotEmpty" -> Translation.cloud(plain, "labctl destroy empties a lab's buckets itself");
            case "PermanentRedirect", "301", "AuthorizationHeaderMalformed" -> wrongRegion(e, said, plain);
            case "IllegalLocationConstraintException", "IllegalLocationConstraint" ->
                Translation.cloud(
                        plain,
                        "%s is not the region of the endpoint: give that one with --region, or leave --endpoint-url out"
                                .formatted(target.region()));
            case "DBInstanceNotFound", "DBInstanceNotFoundFault" ->
                Translation.cloud(plain, "list the instances of " + target.region() + ", or give another --region");
            case "AWS.SimpleQueueService.NonExistentQueue",
                    "QueueDoesNotExist",
                    "ResourceNotFoundException",
                    "NoSuchBucket" ->
                Translation.cloud(
                        plain, "it is not in " + target.region() + ": give the right --region, or deploy the lab");
            case "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed" ->
                new Translation(Failure.USAGE, plain, "labctl instances --all");
            case "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired" ->
                new Translation(Failure.CREDENTIALS, "the credentials of %s have expired".formatted(who()), logIn());
            case "InvalidClientTokenId",
                    "UnrecognizedClientException",
                    "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "InvalidSignatureException",
                    "MissingAuthenticationToken",
                    "AuthFailure" ->
                new Translation(Failure.CREDENTIALS, "%s (credentials of %s)".formatted(plain, who()), logIn());
            case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403" -> denied(sentence, plain);
            case "Throttling", "ThrottlingException", "TooManyRequestsException", "SlowDown" ->
                Translation.cloud(plain, "wait a moment and run the same command again; it continues");
            default -> known(sentence, plain);
        };
    }

    private Translation denied(AwsSentence said, String plain) {
        String fix = Advice.on(said, target)
                .map(Advice::remedy)
                .orElse("allow it to these credentials, or use others: --profile");
        return new Translation(Failure.CREDENTIALS, plain, "%s (now: %s)".formatted(fix, who()));
    }

    private Translation known(AwsSentence said, String plain) {
        return Advice.on(said, target)
                .map(advice -> Translation.cloud(
                        advice.meaning().isEmpty() ? plain : plain + "\n    that is: " + advice.meaning(),
                        advice.remedy().isEmpty() ? AGAIN : advice.remedy()))
                .orElseGet(() -> Translation.cloud(plain, AGAIN));
    }

    private Translation validation(AwsSentence sentence, String plain) {
        String said = sentence.text();
        Matcher missing = NO_STACK.matcher(said);
        if (missing.find()) {
            return new Translation(
                    Failure.NOT_DEPLOYED,
                    "stack %s does not exist in %s".formatted(missing.group(1), target.title()),
                    "`labctl deploy %s`".formatted(LabctlException.ANY_LAB));
        }
        Matcher valueless = NO_VALUES.matcher(said);
        if (valueless.find()) {
            String first = valueless.group(1).split(",", -1)[0].trim();
            return new Translation(Failure.USAGE, plain, "--parameter " + first + "=VALUE");
        }
        Matcher refused = REFUSED_VALUE.matcher(said);
        if (refused.find()) {
            return new Translation(Failure.USAGE, plain, "--parameter " + refused.group(1) + "=VALUE");
        }
        if (said.startsWith("Unable to fetch parameters ")) {
            return new Translation(Failure.USAGE, plain, "name parameters that are in SSM in " + target.region());
        }
        if (said.contains("already exists and cannot be created again") || said.contains("_IN_PROGRESS state")) {
            return Translation.cloud(
                    plain, "somebody else works on it: when `labctl status` shows that it settled, run this again");
        }
        return known(sentence, plain);
    }

    private Translation wrongRegion(AwsServiceException e, String said, String plain) {
        Matcher named = REGION.matcher(said);
        String region = bucketRegion(e).orElseGet(() -> named.find() ? named.group(1) : "");
        return region.isEmpty()
                ? Translation.cloud(plain, "the bucket is in another region: give it with --region")
                : Translation.cloud(plain + "; the bucket is in " + region, "--region " + region);
    }

    /** Where a bucket is, when S3's answer says it. */
    static Optional<String> bucketRegion(@Nullable Throwable thrown) {
        return thrown instanceof AwsServiceException e
                        && e.awsErrorDetails() != null
                        && e.awsErrorDetails().sdkHttpResponse() != null
                ? e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region")
                : Optional.empty();
    }

    private CloudException unanswered(SdkException e, String operation) {
        String said = rootMessage(e);
        if (said.contains("Unable to load credentials")
                || said.contains("Profile file contained no credentials")
                || (said.contains("credentials") && e.getCause() == null)) {
            return new CloudException(Failure.CREDENTIALS, "", 0, "no credentials for " + who(), logIn(), e);
        }
        return unanswered(operation, where(), said, e);
    }

    /** What a caller gets whose HTTP request, which was none of the SDK's, got no answer. */
    CloudException unanswered(String operation, URI where, Exception e) {
        return unanswered(operation, where.getScheme() + "://" + where.getAuthority(), rootMessage(e), e);
    }

    private CloudException unanswered(String operation, String where, String said, Exception e) {
        String fix = target.kind() == Target.Kind.LOCAL
                ? "labctl local status; labctl local logs"
                : "check the network, --region and --endpoint-url";
        return new CloudException(
                Failure.CLOUD, "", 0, "%s got no answer from %s: %s".formatted(operation, where, said), fix, e);
    }

    private String where() {
        return target.endpoint() == null
                ? "AWS in " + target.region()
                : target.endpoint().toString();
    }

    private String who() {
        if (target.kind() == Target.Kind.LOCAL) {
            return "the local cloud";
        }
        // Without a profile the SDK takes what the environment has, and only then the default profile.
        String profile =
                target.profile() == null ? "profile default (or AWS_* variables)" : "profile " + target.profile();
        return profile + " in " + target.region();
    }

    private String logIn() {
        return target.kind() == Target.Kind.LOCAL
                ? "labctl local stop, then try again: it starts with new credentials"
                : target.profile() == null
                        ? "renew AWS_ACCESS_KEY_ID and its companions if they are set; else aws sso login, or aws configure, or --profile"
                        : "aws sso login --profile %s, or aws configure; --profile names another one"
                                .formatted(target.profile());
    }

    private static String of(String code) {
        return code.isEmpty() ? "" : " (" + code + ")";
    }

    private static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        if (code == null || code.isEmpty()) {
            String type = e.getClass().getSimpleName();
            return type.startsWith("NoSuch") || type.endsWith("NotFoundException")
                    ? type.replace("Exception", "")
                    : statusOnly(e);
        }
        return code;
    }

    private static String statusOnly(AwsServiceException e) {
        return e.statusCode() > 0 ? Integer.toString(e.statusCode()) : "";
    }

    private static String said(AwsServiceException e) {
        String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return message == null ? "" : message;
    }

    private static String rootMessage(@Nullable Throwable thrown) {
        String last = "";
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && !message.isBlank()) {
                last = each instanceof java.net.UnknownHostException ? "unknown host " + message : message;
            } else if (each instanceof UnresolvedAddressException) {
                last = "unknown host";
            } else if (each instanceof ConnectException) {
                last = "connection refused";
            } else if (each instanceof TimeoutException) {
                last = "it took too long";
            }
        }
        return last.isEmpty() ? "no reason was given" : last;
    }
}
