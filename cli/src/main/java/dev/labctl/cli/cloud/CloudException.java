package dev.labctl.cli.cloud;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cloud refused or failed a request; it carries AWS's error code for those who can go on without the answer. */
public final class CloudException extends LabctlException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;

    CloudException(Failure failure, String code, int status, String message, String fix, @Nullable Throwable cause) {
        super(failure, message, fix, cause);
        this.code = code;
        this.status = status;
    }

    /** What a request found; empty when what it asked for does not exist. */
    static <T> Optional<T> found(Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (CloudException e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** AWS's error code, {@code NoSuchKey}; empty when there was no answer. */
    public String code() {
        return code;
    }

    /** The answer's HTTP status; 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** Whether the answer was one of these codes. */
    public boolean is(String... codes) {
        for (String each : codes) {
            if (each.equals(code)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the thing that was asked for does not exist. */
    public boolean notFound() {
        return status == 404;
    }
}
