package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.core.AwsError;
import java.util.Set;

/** Archived objects (GLACIER, DEEP_ARCHIVE), which cannot be read. */
final class ArchivedObjects {
    private static final Set<String> ARCHIVED = Set.of("GLACIER", "DEEP_ARCHIVE");

    private ArchivedObjects() {}

    /**
     * Returns when the object's bytes can be read.
     *
     * @throws AwsError {@code InvalidObjectState} when it is archived
     */
    static void checkReadable(StoredObject object) {
        String storageClass = object.headers().storageClass();
        if (ARCHIVED.contains(storageClass)) {
            throw AwsError.of(403, "InvalidObjectState", "The operation is not valid for the object's storage class")
                    .with(ErrorDetails.of("StorageClass", storageClass));
        }
    }
}
