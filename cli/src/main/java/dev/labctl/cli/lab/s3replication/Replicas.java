package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.cloud.S3;
import dev.labctl.cli.cloud.StoredObject;
import dev.labctl.cli.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The two buckets, and how an object of one differs from its replica in the other. */
record Replicas(S3 s3, String primary, String backup) {
    static Replicas of(Verification run) {
        return new Replicas(
                run.cloud().s3(),
                run.deployment().output(S3ReplicationLab.PRIMARY),
                run.deployment().output(S3ReplicationLab.BACKUP));
    }

    /** Every object of the primary bucket beside what the backup lists. */
    Stream<BucketPair> pairs() {
        return BucketPair.of(s3.bucket(primary), s3.bucket(backup));
    }

    /**
     * How the bytes differ: by size, then by a checksum of the whole object that both carry, else by reading both. Empty
     * when they are equal, or when the source is gone.
     */
    Optional<String> bytesDifference(String key) {
        return compare(key, (source, replica) -> {
            if (source.size() != replica.size()) {
                return Optional.of("%s has %d bytes, its replica %d".formatted(key, source.size(), replica.size()));
            }
            return haveEqualBytes(source, replica)
                    ? Optional.empty()
                    : Optional.of("%s and its replica differ in their bytes".formatted(key));
        });
    }

    private boolean haveEqualBytes(StoredObject source, StoredObject replica) {
        boolean bothWhole = source.checksumType().equals("FULL_OBJECT")
                && replica.checksumType().equals("FULL_OBJECT");
        if (bothWhole) {
            for (Map.Entry<String, String> checksum : source.checksums().entrySet()) {
                String other = replica.checksums().get(checksum.getKey());
                if (other != null) {
                    return other.equals(checksum.getValue());
                }
            }
        }
        return s3.sha256(primary, source.key()).equals(s3.sha256(backup, replica.key()));
    }

    /** How content headers or metadata differ; empty when they are equal, or when the source is gone. */
    Optional<String> metadataDifference(String key) {
        return compare(key, (source, replica) -> {
            if (!source.contentHeaders().equals(replica.contentHeaders())) {
                return Optional.of(
                        "%s has %s, its replica %s".formatted(key, source.contentHeaders(), replica.contentHeaders()));
            }
            return source.metadata().equals(replica.metadata())
                    ? Optional.empty()
                    : Optional.of(
                            "%s has metadata %s, its replica %s".formatted(key, source.metadata(), replica.metadata()));
        });
    }

    /** How the tags differ; empty when they are equal, or when the source is gone. */
    Optional<String> tagsDifference(String key) {
        return compare(key, (source, replica) -> {
            Map<String, String> tags = s3.tags(primary, key);
            Map<String, String> copied = s3.tags(backup, key);
            return tags.equals(copied)
                    ? Optional.empty()
                    : Optional.of("%s has tags %s, its replica %s".formatted(key, tags, copied));
        });
    }

    /** The replica's text; empty when there is none. */
    Optional<String> replicaText(String key) {
        return s3.head(backup, key).map(found -> new String(s3.read(backup, key), StandardCharsets.UTF_8));
    }

    private Optional<String> compare(String key, Comparison comparison) {
        Optional<StoredObject> source = s3.head(primary, key);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Optional<StoredObject> replica = s3.head(backup, key);
        return replica.isPresent()
                ? comparison.difference(source.get(), replica.get())
                : Optional.of("no replica: " + key);
    }

    /** One way to compare an object with its replica. */
    @FunctionalInterface
    private interface Comparison {
        Optional<String> difference(StoredObject source, StoredObject replica);
    }
}
