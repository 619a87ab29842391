package dev.labctl.localcloud.service.rds;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instance's storage as it was asked for.
 *
 * @param gibibytes its size
 * @param type gp2, gp3, io1, io2 or standard
 */
record Storage(int gibibytes, String type) {
    private static final int LARGEST = 65_536;
    private static final Map<String, Integer> SMALLEST =
            Map.of("gp2", 20, "gp3", 20, "io1", 100, "io2", 100, "standard", 5);

    /** @throws dev.labctl.localcloud.core.AwsError when there is no such storage */
    static Storage of(
            @Nullable Integer gibibytes, @Nullable String type, @Nullable Integer iops, @Nullable Integer throughput) {
        String kind = Objects.requireNonNullElse(type, iops == null ? "gp2" : "io1");
        Integer smallest = SMALLEST.get(kind);
        if (smallest == null) {
            throw RdsErrors.invalidValue("Invalid storage type: " + kind);
        }
        if (gibibytes == null) {
            throw RdsErrors.missing("AllocatedStorage");
        }
        if (gibibytes < smallest || gibibytes > LARGEST) {
            throw RdsErrors.invalidValue("Invalid storage size for engine name " + Engine.NAME + " and storage type "
                    + kind + ": " + gibibytes);
        }
        if (kind.startsWith("io") && iops == null) {
            throw RdsErrors.invalidCombination("You must specify IOPS for storage type " + kind + ".");
        }
        if (throughput != null && !kind.equals("gp3")) {
            throw RdsErrors.invalidCombination("You can't specify StorageThroughput for storage type " + kind + ".");
        }
        return new Storage(gibibytes, kind);
    }
}
