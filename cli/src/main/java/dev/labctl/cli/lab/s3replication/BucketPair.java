package dev.labctl.cli.lab.s3replication;

import dev.labctl.cli.cloud.Bucket;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One object of the primary bucket and what the backup bucket lists under its key.
 *
 * @param replica empty when there is none
 */
record BucketPair(Bucket.Listed source, Optional<Bucket.Listed> replica) {
    String key() {
        return source.key();
    }

    /** Whether the listing alone shows equal bytes: an object uploaded in parts has another ETag once it is copied. */
    boolean isEqualByEtag() {
        return replica.filter(
                        copy -> copy.size() == source.size() && copy.etag().equals(source.etag()))
                .isPresent();
    }

    /** Every object of {@code primary}, read side by side with {@code backup} in constant memory. */
    static Stream<BucketPair> of(Bucket primary, Bucket backup) {
        Iterator<BucketPair> merged =
                new Merge(primary.objects("").iterator(), backup.objects("").iterator());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(merged, Spliterator.ORDERED), false);
    }

    /** Both listings come in the order of UTF-8 bytes, which is that of code points. */
    private static final class Merge implements Iterator<BucketPair> {
        private final Iterator<Bucket.Listed> sources;
        private final Iterator<Bucket.Listed> replicas;
        private Bucket.@Nullable Listed replica;

        Merge(Iterator<Bucket.Listed> sources, Iterator<Bucket.Listed> replicas) {
            this.sources = sources;
            this.replicas = replicas;
        }

        @Override
        public boolean hasNext() {
            return sources.hasNext();
        }

        @Override
        public BucketPair next() {
            if (!sources.hasNext()) {
                throw new NoSuchElementException();
            }
            Bucket.Listed source = sources.next();
            while ((replica == null || compare(replica.key(), source.key()) < 0) && replicas.hasNext()) {
                replica = replicas.next();
            }
            boolean found = replica != null && replica.key().equals(source.key());
            return new BucketPair(source, found ? Optional.ofNullable(replica) : Optional.empty());
        }

        private static int compare(String left, String right) {
            int index = 0;
            while (index < left.length() && index < right.length()) {
                int leftPoint = left.codePointAt(index);
                int rightPoint = right.codePointAt(index);
                if (leftPoint != rightPoint) {
                    return Integer.compare(leftPoint, rightPoint);
                }
                index += Character.charCount(leftPoint);
            }
            return Integer.compare(left.length(), right.length());
        }
    }
}
