package dev.labctl.localcloud.gateway;

import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.protocol.WireRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3's virtual-hosted addressing: {@code orders.s3.localhost/a.txt} and {@code orders.localhost/a.txt} mean {@code
 * /orders/a.txt}, as do AWS's own host names when they are sent here by a proxy or by name resolution.
 */
final class VirtualHost {
    private static final Pattern BUCKET_HOST = Pattern.compile(
            "(?<bucket>[a-z0-9][a-z0-9.-]*?)\\.(?:s3[.-])?(?:[a-z0-9-]+\\.)?(?:localhost|amazonaws\\.com)(?::\\d+)?");
    private static final Pattern SERVICE_HOST =
            Pattern.compile("s3(?:[.-][a-z0-9-]+)?\\.(?:localhost|amazonaws\\.com)(?::\\d+)?");

    private VirtualHost() {}

    /** The request with the bucket of its host name put before its path; the request itself when the host names none. */
    static WireRequest toPathStyle(ServiceEndpoint endpoint, WireRequest request) {
        if (endpoint.preferred() != Protocol.REST_XML) {
            return request;
        }
        String host = request.header("host").orElse("");
        Matcher bucket = BUCKET_HOST.matcher(host);
        if (SERVICE_HOST.matcher(host).matches() || !bucket.matches()) {
            return request;
        }
        return request.withPath("/" + bucket.group("bucket") + request.rawPath());
    }
}
