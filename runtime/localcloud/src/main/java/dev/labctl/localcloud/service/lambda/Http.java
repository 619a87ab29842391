package dev.labctl.localcloud.service.lambda;

import software.amazon.awssdk.http.SdkHttpResponse;

/** HTTP statuses that Lambda answers with and the SDK's metadata does not tell. */
final class Http {
    static final SdkHttpResponse CREATED = status(201);
    static final SdkHttpResponse NO_CONTENT = status(204);

    private Http() {}

    private static SdkHttpResponse status(int code) {
        return SdkHttpResponse.builder().statusCode(code).build();
    }
}
