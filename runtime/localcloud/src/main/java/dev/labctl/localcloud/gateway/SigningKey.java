package dev.labctl.localcloud.gateway;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The key of one secret for one day, region and service, which signs requests and the chunks of their bodies.
 *
 * @param key the derived key
 * @param scope {@code day/region/service/aws4_request}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SigningKey(byte[] key, String scope) {
    static SigningKey derive(String secret, Authorization authorization) {
        byte[] day = Hashes.hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), authorization.date());
        byte[] region = Hashes.hmac(day, authorization.region());
        byte[] service = Hashes.hmac(region, authorization.service());
        return new SigningKey(Hashes.hmac(service, "aws4_request"), authorization.scope());
    }

    /** The signature of a request. */
    String sign(String timestamp, String canonicalRequest) {
        return sign(Authorization.ALGORITHM, timestamp, Hashes.hex(canonicalRequest));
    }

    /** The signature of a chunk of a body, chained to the one before it. */
    String signChunk(String timestamp, String previous, String chunkHash) {
        return sign(Authorization.ALGORITHM + "-PAYLOAD", timestamp, previous + "\n" + Hashes.EMPTY + "\n" + chunkHash);
    }

    /** The signature of the trailing headers, chained to that of the last chunk. */
    String signTrailer(String timestamp, String previous, String trailerHash) {
        return sign(Authorization.ALGORITHM + "-TRAILER", timestamp, previous + "\n" + trailerHash);
    }

    private String sign(String kind, String timestamp, String rest) {
        String stringToSign = kind + "\n" + timestamp + "\n" + scope + "\n" + rest;
        return HexFormat.of().formatHex(Hashes.hmac(key, stringToSign));
    }

    @Override
    public String toString() {
        return "SigningKey[" + scope + "]";
    }
}
