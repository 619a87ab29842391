package dev.labctl.localcloud.service.iam;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

/** What IAM asks of names, paths and tags, and its words for what does not fit. */
final class IamValidation {
    private static final int MOST_TAGS = 50;

    private IamValidation() {}

    /** A name that must be there; {@code member} as in {@code roleName}. */
    static String name(@Nullable String value, String member, int longest) {
        String name = required(value, member);
        if (name.length() > longest) {
            throw constraint(name, member, "Member must have length less than or equal to " + longest);
        }
        if (!name.matches("[\\w+=,.@-]+")) {
            throw IamErrors.invalid("The specified value for " + member
                    + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        return name;
    }

    /** A text that must be there and not be empty. */
    static String required(@Nullable String value, String member) {
        if (value == null) {
            throw IamErrors.invalid("1 validation error detected: Value null at '" + member
                    + "' failed to satisfy constraint: Member must not be null");
        }
        if (value.isEmpty()) {
            throw constraint(value, member, "Member must have length greater than or equal to 1");
        }
        return value;
    }

    /** A path; {@code /} when none was given. */
    static String path(@Nullable String value) {
        String path = value == null || value.isEmpty() ? "/" : value;
        if (!path.matches("/|/[\\u0021-\\u007e]+/") || path.length() > 512) {
            throw IamErrors.invalid("The specified value for path is invalid. It must begin and end with / and contain"
                    + " only alphanumeric characters and/or / characters.");
        }
        return path;
    }

    /** A number within bounds; {@code otherwise} when none was given. */
    static int number(@Nullable Integer value, String member, int least, int most, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (value < least) {
            throw constraint(value.toString(), member, "Member must have value greater than or equal to " + least);
        }
        if (value > most) {
            throw constraint(value.toString(), member, "Member must have value less than or equal to " + most);
        }
        return value;
    }

    private static AwsError constraint(String value, String member, String constraint) {
        return IamErrors.invalid("1 validation error detected: Value '" + value + "' at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }

    /** Tags as a map in their order; keys that begin with {@code aws:} are for AWS's services to set. */
    static Map<String, String> tags(List<Tag> tags, Call call) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Tag tag : tags) {
            boolean isReserved = tag.key().toLowerCase(Locale.ROOT).startsWith("aws:");
            if (isReserved && !isFromService(call)) {
                throw IamErrors.invalidInput(
                        "User is not authorized to use system tags. Tag keys must not begin with" + " aws:");
            }
            if (all.put(tag.key(), tag.value()) != null) {
                throw IamErrors.invalidInput(
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        return all;
    }

    /** Only calls between services, as CloudFormation's, come without HTTP headers. */
    private static boolean isFromService(Call call) {
        return call.headers().isEmpty();
    }

    /** The tags after some are set. */
    static Map<String, String> merged(Map<String, String> before, Map<String, String> set) {
        Map<String, String> all = new LinkedHashMap<>(before);
        all.putAll(set);
        long counted =
                all.keySet().stream().filter(key -> !key.startsWith("aws:")).count();
        if (counted > MOST_TAGS) {
            throw IamErrors.limitExceeded("The number of tags has reached the maximum limit.");
        }
        return all;
    }

    /** The tags after some are removed. */
    static Map<String, String> without(Map<String, String> before, List<String> keys) {
        Map<String, String> rest = new LinkedHashMap<>(before);
        rest.keySet().removeAll(keys);
        return rest;
    }
}
