package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.Upload;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/** A body sent as it is, without {@code aws-chunked}. */
record PlainUpload(InputStream stream, WireRequest request) implements Upload {
    @Override
    public OptionalLong contentLength() {
        return request.header("content-length")
                .map(length -> OptionalLong.of(Long.parseLong(length)))
                .orElse(OptionalLong.empty());
    }

    @Override
    public Map<String, String> trailers() {
        return Map.of();
    }
}
