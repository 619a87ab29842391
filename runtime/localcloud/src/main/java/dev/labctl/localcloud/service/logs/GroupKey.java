package dev.labctl.localcloud.service.logs;

import dev.labctl.localcloud.core.Call;
import org.jspecify.annotations.Nullable;

/**
 * A log group in a region. Rows are keyed {@code region:group} and {@code region:group:stream}: no name contains a colon.
 *
 * @param region the region
 * @param accountId the account
 * @param name the group's name
 */
record GroupKey(String region, String accountId, String name) {
    private static final String PATTERN = "[\\.\\-_/#A-Za-z0-9]+";
    private static final int MAX_NAME = 512;

    /** The group a request names, by its name or, as an identifier, by its ARN. */
    static GroupKey of(@Nullable String name, @Nullable String identifier, Call call) {
        String given = name == null ? identifier : name;
        if (given == null) {
            throw LogsErrors.invalid("Either logGroupName or logGroupIdentifier is required.");
        }
        String plain = given;
        if (given.startsWith("arn:")) {
            String[] parts = given.split(":", -1);
            plain = parts.length > 6 ? parts[6] : given;
        }
        if (!plain.matches(PATTERN)) {
            throw LogsErrors.violates(
                    given, "logGroupName", "Member must satisfy regular expression pattern: " + PATTERN);
        }
        if (plain.length() > MAX_NAME) {
            throw LogsErrors.violates(
                    given, "logGroupName", "Member must have length less than or equal to " + MAX_NAME);
        }
        return new GroupKey(call.region(), call.accountId(), plain);
    }

    static GroupKey of(@Nullable String name, Call call) {
        return of(name, null, call);
    }

    /** The ARN that tags go on. */
    String arn() {
        return "arn:aws:logs:" + region + ":" + accountId + ":log-group:" + name;
    }

    /** What permissions on the group are needed on: matched by {@code <group ARN>:*}, as AWS documents it. */
    String permissionArn() {
        return streamArn("");
    }

    String streamArn(String stream) {
        return arn() + ":log-stream:" + stream;
    }

    String row() {
        return region + ":" + name;
    }

    String streamRow(String stream) {
        return row() + ":" + stream;
    }
}
