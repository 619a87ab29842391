package dev.labctl.cli.stack;

import dev.labctl.cli.error.LabctlException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How stacks are called: {@code labctl-s3-replication}.
 *
 * @param prefix what all names begin with; bucket names are made from it, so it is in lower case
 */
public record StackNames(String prefix) {
    /** The prefix that is used when none is given. */
    public static final String DEFAULT_PREFIX = "labctl";

    private static final Pattern VALID = Pattern.compile("[a-z]([a-z0-9-]{0,14}[a-z0-9])?");

    public StackNames {
        if (!VALID.matcher(prefix).matches()) {
            throw LabctlException.usage(
                    "'" + prefix + "' cannot be a stack prefix",
                    "use 1 to 16 lower-case letters, digits and dashes, beginning with a letter");
        }
    }

    /** The stack of a lab. */
    public String of(String slug) {
        return prefix + "-" + slug;
    }

    /** The lab of a stack, if its name has the prefix. */
    public Optional<String> slug(String stackName) {
        return stackName.startsWith(prefix + "-")
                ? Optional.of(stackName.substring(prefix.length() + 1))
                : Optional.empty();
    }

    /** The bucket that code is uploaded to. */
    public String artifactBucket(String account, String region) {
        return "%s-artifacts-%s-%s".formatted(prefix, account, region);
    }
}
