package dev.labctl.localcloud.core;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A streaming answer: its modelled members, then bytes.
 *
 * @param response the members sent as headers
 * @param contentLength the number of bytes {@code body} writes
 * @param body writes the bytes; not called for HEAD
 */
public record Download<R>(R response, long contentLength, Body body) {
    /** Writes the bytes of an answer. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
