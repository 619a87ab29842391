package dev.labctl.cli.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes are no archive, or not a whole and undamaged one; the message names the entry and the offset. */
public final class CorruptArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final long offset;

    CorruptArchiveException(String what, long offset) {
        this(what, offset, null);
    }

    CorruptArchiveException(String what, long offset, @Nullable Throwable cause) {
        super(what + ", at byte " + offset, cause);
        this.what = what;
        this.offset = offset;
    }

    /** What is wrong, without the offset. */
    String what() {
        return what;
    }

    /** How many bytes of the archive had been read when the damage was noticed. */
    public long offset() {
        return offset;
    }
}
