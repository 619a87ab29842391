package dev.labctl.localcloud.service.rds;

import org.jspecify.annotations.Nullable;

/**
 * What is still to be done for an instance and is not for the API to show.
 *
 * @param requestedPort the port the owner asked for, by which security groups know the database
 * @param password a master password that the server does not have yet
 * @param snapshotId the snapshot to take
 * @param source the folder of the snapshot to begin with
 * @param failure why it failed
 */
record Work(
        int requestedPort,
        @Nullable String password,
        @Nullable String snapshotId,
        @Nullable String source,
        @Nullable String failure) {
    static final int DEFAULT_PORT = 5432;
    static final Work NONE = new Work(DEFAULT_PORT, null, null, null, null);

    Work withPassword(@Nullable String changed) {
        return new Work(requestedPort, changed, snapshotId, source, failure);
    }

    Work withSnapshot(@Nullable String changed) {
        return new Work(requestedPort, password, changed, source, failure);
    }

    Work withSource(@Nullable String changed) {
        return new Work(requestedPort, password, snapshotId, changed, failure);
    }

    Work withFailure(@Nullable String changed) {
        return new Work(requestedPort, password, snapshotId, source, changed);
    }

    Work withPort(int changed) {
        return new Work(changed, password, snapshotId, source, failure);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "Work[requestedPort=" + requestedPort + ", snapshotId=" + snapshotId + "]";
    }
}
