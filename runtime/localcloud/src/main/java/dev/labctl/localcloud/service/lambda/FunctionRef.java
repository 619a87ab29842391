package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as a request names it: a name, a partial or a full ARN, with or without a qualifier.
 *
 * @param region the function's region
 * @param accountId the function's account
 * @param name the function's name
 * @param qualifier a version, an alias or {@code $LATEST}; null when none was given
 */
record FunctionRef(
        String region,
        String accountId,
        String name,
        @Nullable String qualifier) {
    static final String LATEST = "$LATEST";

    private static final String NAME_PATTERN =
            "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?"
                    + "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
    private static final Pattern NAME = Pattern.compile(NAME_PATTERN);
    private static final Pattern QUALIFIER = Pattern.compile("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9$_-]+");
    private static final int MAX_NAME = 64;

    /** The function a request names, in the region and account of the call. */
    static FunctionRef of(@Nullable String functionName, @Nullable String qualifier, Call call) {
        String given = functionName == null ? "" : functionName;
        Matcher matcher = NAME.matcher(given);
        if (!matcher.matches()) {
            throw AwsError.validation(
                    "1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
                            .formatted(given, NAME_PATTERN));
        }
        String name = matcher.group(10);
        if (name.length() > MAX_NAME) {
            throw AwsError.validation(
                    "1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64"
                            .formatted(given));
        }
        String region = matcher.group(3) == null ? call.region() : trimColon(matcher.group(3));
        if (!region.equals(call.region())) {
            throw LambdaErrors.notFound(
                    "Functions from '%s' are not reachable in this region ('%s')".formatted(region, call.region()));
        }
        String derived = matcher.group(12);
        if (derived != null && qualifier != null && !derived.equals(qualifier)) {
            throw LambdaErrors.invalid(
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        String account = matcher.group(8) == null ? call.accountId() : trimColon(matcher.group(8));
        return new FunctionRef(region, account, name, checked(derived == null ? qualifier : derived));
    }

    /** The function with this ARN; null when it is not a function's ARN. */
    static @Nullable FunctionRef ofArn(String arn) {
        String[] parts = arn.split(":", -1);
        if (parts.length < 7 || !parts[2].equals("lambda") || !parts[5].equals("function")) {
            return null;
        }
        return new FunctionRef(parts[3], parts[4], parts[6], parts.length > 7 ? parts[7] : null);
    }

    private static @Nullable String checked(@Nullable String qualifier) {
        if (qualifier != null && !QUALIFIER.matcher(qualifier).matches()) {
            throw AwsError.validation(
                    "1 validation error detected: Value '%s' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
                            .formatted(qualifier, QUALIFIER.pattern()));
        }
        return qualifier;
    }

    private static String trimColon(String part) {
        return part.substring(0, part.length() - 1);
    }

    /** The ARN without the qualifier. */
    String functionArn() {
        return "arn:aws:lambda:" + region + ":" + accountId + ":function:" + name;
    }

    /** The ARN as it was asked for. */
    String arn() {
        return qualifier == null ? functionArn() : functionArn() + ":" + qualifier;
    }

    String qualifierOr(String fallback) {
        return qualifier == null ? fallback : qualifier;
    }

    boolean isLatest() {
        return qualifier == null || qualifier.equals(LATEST);
    }

    FunctionRef withQualifier(@Nullable String other) {
        return new FunctionRef(region, accountId, name, other);
    }

    /** The key of all of the function's rows. */
    String key() {
        return region + "/" + name;
    }
}
