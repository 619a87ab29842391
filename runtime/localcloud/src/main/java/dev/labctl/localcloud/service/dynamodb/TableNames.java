package dev.labctl.localcloud.service.dynamodb;

import dev.labctl.localcloud.core.Call;
import org.jspecify.annotations.Nullable;

/** Table names, which requests may give as ARNs too. */
final class TableNames {
    private static final String RESOURCE = ":table/";

    private TableNames() {}

    /** The name in a name or ARN. */
    static String name(String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            return nameOrArn;
        }
        int start = nameOrArn.indexOf(RESOURCE) + RESOURCE.length();
        int end = nameOrArn.indexOf('/', start);
        return end < 0 ? nameOrArn.substring(start) : nameOrArn.substring(start, end);
    }

    /** The ARN of the table a request names; permissions are asked on it before the name is checked. */
    static String arn(@Nullable String nameOrArn, Call call) {
        String name = nameOrArn == null ? "" : name(nameOrArn);
        return call.arn("dynamodb", "table/" + name);
    }
}
