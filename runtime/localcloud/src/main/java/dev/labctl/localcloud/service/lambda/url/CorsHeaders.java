package dev.labctl.localcloud.service.lambda.url;

import dev.labctl.localcloud.core.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Cors;

/**
 * The CORS headers of a function URL (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors">Cross-origin resource
 * sharing</a>). A URL that has them configured answers preflights itself, and its headers take the place of the
 * function's; a URL that has none leaves all of it to the function.
 */
public final class CorsHeaders {
    private static final String PREFIX = "access-control-";
    private static final String ANY = "*";

    private final Cors cors;
    private final String origin;

    private CorsHeaders(Cors cors, String origin) {
        this.cors = cors;
        this.origin = origin;
    }

    /** The answer to a preflight; null when the request is none, or the URL leaves it to the function. */
    public static Site.@Nullable Answer preflight(@Nullable Cors cors, Site.Request request) {
        String origin = request.headers().get("origin");
        if (cors == null
                || origin == null
                || !request.method().equals("OPTIONS")
                || !request.headers().containsKey("access-control-request-method")) {
            return null;
        }
        return new Site.Answer(200, new CorsHeaders(cors, origin).preflightHeaders(), new byte[0]);
    }

    /** The answer with the headers of the URL. */
    public static Site.Answer onto(Site.Answer answer, @Nullable Cors cors, Site.Request request) {
        if (cors == null) {
            return answer;
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Map.Entry<String, String> header : answer.headers()) {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        String origin = request.headers().get("origin");
        if (origin != null) {
            headers.addAll(new CorsHeaders(cors, origin).headers());
        }
        return new Site.Answer(answer.status(), headers, answer.body());
    }

    private List<Map.Entry<String, String>> preflightHeaders() {
        List<Map.Entry<String, String>> headers = headers();
        if (!headers.isEmpty()) {
            add(headers, "Access-Control-Allow-Methods", cors.allowMethods());
            add(headers, "Access-Control-Allow-Headers", cors.allowHeaders());
            if (cors.maxAge() != null) {
                headers.add(Map.entry("Access-Control-Max-Age", cors.maxAge().toString()));
            }
        }
        return headers;
    }

    /** Nothing for an origin that is not allowed: the browser refuses then. */
    private List<Map.Entry<String, String>> headers() {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        boolean isCredentialed = Boolean.TRUE.equals(cors.allowCredentials());
        boolean isAnyAllowed = cors.allowOrigins().contains(ANY);
        if (!isAnyAllowed && !cors.allowOrigins().contains(origin)) {
            return headers;
        }
        // Browsers take no wildcard together with credentials.
        if (isAnyAllowed && !isCredentialed) {
            headers.add(Map.entry("Access-Control-Allow-Origin", ANY));
        } else {
            headers.add(Map.entry("Access-Control-Allow-Origin", origin));
            headers.add(Map.entry("Vary", "Origin"));
        }
        add(headers, "Access-Control-Expose-Headers", cors.exposeHeaders());
        if (isCredentialed) {
            headers.add(Map.entry("Access-Control-Allow-Credentials", "true"));
        }
        return headers;
    }

    private static void add(List<Map.Entry<String, String>> headers, String name, List<String> values) {
        if (!values.isEmpty()) {
            headers.add(Map.entry(name, String.join(",", values)));
        }
    }
}
