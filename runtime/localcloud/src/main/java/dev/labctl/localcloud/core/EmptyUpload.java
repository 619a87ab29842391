package dev.labctl.localcloud.core;

import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/** A body of no bytes. */
enum EmptyUpload implements Upload {
    INSTANCE;

    @Override
    public InputStream stream() {
        return InputStream.nullInputStream();
    }

    @Override
    public OptionalLong contentLength() {
        return OptionalLong.of(0);
    }

    @Override
    public Map<String, String> trailers() {
        return Map.of();
    }
}
