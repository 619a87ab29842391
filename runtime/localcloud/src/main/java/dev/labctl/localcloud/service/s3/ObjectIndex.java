package dev.labctl.localcloud.service.s3;

import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All versions of all objects, by bucket, key and age.
 *
 * <p>Every change of objects, parts and buckets' existence goes through {@link #change}, one at a time: they only touch
 * rows (bytes are written before), so that a condition holds when its change is made.
 */
final class ObjectIndex {
    private static final int BOOT_SHIFT = 40;

    private final Store store;
    private final Table<StoredObject> objects;
    private final Table<Manifest> manifests;
    private final FileReferences files;
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicLong sequence;

    /**
     * Opens the index.
     *
     * @param boot the number of this start of the cloud: later starts give later sequences
     */
    ObjectIndex(Store store, FileReferences files, long boot) {
        this.store = store;
        this.files = files;
        this.objects = store.table("s3.objects", Codec.json(StoredObject.class));
        this.manifests = store.table("s3.manifests", Codec.json(Manifest.class));
        this.sequence = new AtomicLong(boot << BOOT_SHIFT);
    }

    /** Runs a change alone and atomically. */
    <T> T change(Supplier<T> body) {
        changing.lock();
        try {
            return store.write(body);
        } finally {
            changing.unlock();
            files.collect();
        }
    }

    /** Runs a change alone and atomically. */
    void change(Runnable body) {
        change(() -> {
            body.run();
            return Boolean.TRUE;
        });
    }

    /** Runs a look-up that no change comes between. */
    <T> T steady(Supplier<T> body) {
        changing.lock();
        try {
            return body.get();
        } finally {
            changing.unlock();
        }
    }

    /** A number higher than all before, also before a restart. */
    long nextSequence() {
        return sequence.incrementAndGet();
    }

    /** The newest version of the key, which may be a delete marker. */
    Optional<StoredObject> newest(String bucket, String key) {
        return versions(bucket, key).findFirst();
    }

    /** The object that the key names now; empty when there is none or it is deleted. */
    Optional<StoredObject> current(String bucket, String key) {
        return newest(bucket, key).filter(object -> !object.isDeleteMarker());
    }

    /** The version with that id. */
    Optional<StoredObject> version(String bucket, String key, String versionId) {
        if (versionId.equals(StoredObject.NULL_VERSION)) {
            return versions(bucket, key).filter(StoredObject::isNullVersion).findFirst();
        }
        OptionalLong at = VersionIds.sequence(versionId);
        return at.isEmpty()
                ? Optional.empty()
                : objects.get(ObjectKeys.version(bucket, key, at.getAsLong()))
                        .filter(object -> object.versionId().equals(versionId));
    }

    /** All versions of the key, the newest first. */
    Stream<StoredObject> versions(String bucket, String key) {
        return objects.prefix(ObjectKeys.key(bucket, key)).map(Map.Entry::getValue);
    }

    /** All versions in the bucket, by key and then the newest first, from {@code row} on. */
    Stream<Map.Entry<String, StoredObject>> from(String bucket, String row) {
        return objects.range(row, ObjectKeys.after(ObjectKeys.bucket(bucket)));
    }

    boolean isEmpty(String bucket) {
        return objects.prefix(ObjectKeys.bucket(bucket)).findFirst().isEmpty();
    }

    /** Adds a version. A null version takes the place of the one before. Only inside of {@link #change}. */
    void add(String bucket, StoredObject object, @Nullable Manifest manifest) {
        if (object.isNullVersion()) {
            version(bucket, object.key(), StoredObject.NULL_VERSION).ifPresent(before -> remove(bucket, before));
        }
        if (manifest != null && object.bytes().parts() != null) {
            manifests.put(object.bytes().parts(), manifest);
        }
        files.retain(object.bytes().file());
        objects.put(ObjectKeys.version(bucket, object.key(), object.sequence()), object);
    }

    /** Notes that an object about to be added uses the files of these parts. Only inside of {@link #change}. */
    void retain(Manifest manifest) {
        manifest.parts().forEach(part -> files.retain(part.file()));
    }

    /** Changes what is kept with a version (tags, storage class). Only inside of {@link #change}. */
    void replace(String bucket, StoredObject object) {
        objects.put(ObjectKeys.version(bucket, object.key(), object.sequence()), object);
    }

    /** Removes one version for good. Only inside of {@link #change}. */
    void remove(String bucket, StoredObject object) {
        objects.remove(ObjectKeys.version(bucket, object.key(), object.sequence()));
        files.release(object.bytes().file());
        if (object.bytes().parts() != null) {
            manifest(object).ifPresent(manifest -> manifest.parts().forEach(part -> files.release(part.file())));
            manifests.remove(object.bytes().parts());
        }
    }

    /** The parts of an object that a multipart upload wrote; empty for others. */
    Optional<Manifest> manifest(StoredObject object) {
        return object.bytes().parts() == null
                ? Optional.empty()
                : manifests.get(object.bytes().parts());
    }
}
