package dev.labctl.localcloud.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP response whose body is small enough to hold. */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed on once, never compared
public record WireResponse(int status, Map<String, String> headers, byte[] body) {
    public WireResponse {
        headers = Map.copyOf(headers);
    }

    /** The same response with one more header. */
    public WireResponse with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new WireResponse(status, more, body);
    }
}
