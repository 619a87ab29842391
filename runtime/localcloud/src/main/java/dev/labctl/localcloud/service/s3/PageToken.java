package dev.labctl.localcloud.service.s3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Continuation tokens: opaque to clients, to us the last name of the page before. */
final class PageToken {
    private static final String PREFIX = "1";

    private PageToken() {}

    static String encode(String last) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /** The name a token stands for; an error as AWS's for one that we did not give. */
    static String decode(String token) {
        try {
            if (token.startsWith(PREFIX)) {
                return new String(Base64.getUrlDecoder().decode(token.substring(1)), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw invalid(token);
        }
        throw invalid(token);
    }

    private static RuntimeException invalid(String token) {
        return S3Errors.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
