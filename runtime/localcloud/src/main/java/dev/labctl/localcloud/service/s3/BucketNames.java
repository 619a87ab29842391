package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.util.List;
import java.util.regex.Pattern;

/** The naming rules of general purpose buckets (Amazon S3 User Guide, "General purpose bucket naming rules"). */
final class BucketNames {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final List<String> PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> SUFFIXES = List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    private BucketNames() {}

    /**
     * Returns when a bucket may have this name.
     *
     * @throws AwsError {@code InvalidBucketName}
     */
    static void check(String name) {
        boolean valid = SHAPE.matcher(name).matches()
                && !name.contains("..")
                && !IP_ADDRESS.matcher(name).matches()
                && PREFIXES.stream().noneMatch(name::startsWith)
                && SUFFIXES.stream().noneMatch(name::endsWith);
        if (!valid) {
            throw AwsError.of(400, "InvalidBucketName", "The specified bucket is not valid.")
                    .with(ErrorDetails.of("BucketName", name));
        }
    }
}
