package dev.labctl.localcloud.service.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads the bytes of objects, over one file or many. */
final class ContentReader {
    private final ObjectIndex index;
    private final ByteFiles files;
    private final FileReferences references;

    ContentReader(ObjectIndex index, ByteFiles files, FileReferences references) {
        this.index = index;
        this.files = files;
        this.references = references;
    }

    /** Opens the bytes of an object for reading; call it where no change comes between look-up and this. */
    Pinned pin(StoredObject object) {
        List<Segment> segments = new ArrayList<>();
        if (object.bytes().file() != null) {
            segments.add(new Segment(object.bytes().file(), object.size()));
        }
        index.manifest(object).ifPresent(manifest -> manifest.parts().stream()
                .filter(part -> part.file() != null)
                .forEach(part -> segments.add(new Segment(String.valueOf(part.file()), part.size()))));
        segments.forEach(segment -> references.pin(segment.file()));
        return new Pinned(List.copyOf(segments));
    }

    private record Segment(String file, long size) {}

    /** The bytes of an object, which stay until this is closed, even when the object is deleted. */
    final class Pinned implements AutoCloseable {
        private final List<Segment> segments;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Pinned(List<Segment> segments) {
            this.segments = segments;
        }

        /** Writes {@code length} bytes from {@code offset} on. */
        void writeTo(OutputStream out, long offset, long length) throws IOException {
            for (Slice slice : slices(offset, length)) {
                files.writeTo(out, slice.file(), slice.offset(), slice.length());
            }
        }

        /** {@code length} bytes from {@code offset} on, as a stream. */
        InputStream stream(long offset, long length) {
            return new SliceStream(slices(offset, length).iterator());
        }

        private List<Slice> slices(long offset, long length) {
            List<Slice> slices = new ArrayList<>();
            long skip = offset;
            long left = length;
            for (Segment segment : segments) {
                long count = Math.min(left, segment.size() - skip);
                if (count > 0) {
                    slices.add(new Slice(segment.file(), skip, count));
                    left -= count;
                }
                skip = Math.max(0, skip - segment.size());
            }
            return slices;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                segments.forEach(segment -> references.unpin(segment.file()));
            }
        }
    }

    private record Slice(String file, long offset, long length) {}

    /** The bytes of slices, one file open at a time. */
    private final class SliceStream extends InputStream {
        private final Iterator<Slice> slices;
        private InputStream current = InputStream.nullInputStream();
        private long left;

        SliceStream(Iterator<Slice> slices) {
            this.slices = slices;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (left == 0) {
                if (!slices.hasNext()) {
                    return -1;
                }
                current.close();
                Slice next = slices.next();
                current = files.open(next.file(), next.offset());
                left = next.length();
            }
            int count = current.read(buffer, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new IOException("a file ends " + left + " bytes early");
            }
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
}
