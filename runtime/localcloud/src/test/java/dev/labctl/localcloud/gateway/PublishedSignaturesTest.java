package dev.labctl.localcloud.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.Principal;
import dev.labctl.localcloud.protocol.QueryParameters;
import dev.labctl.localcloud.protocol.WireRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The examples that AWS publishes with the signatures they must give: "Signature calculations for the Authorization
 * header" and "... in multiple chunks" of the S3 API reference.
 */
final class PublishedSignaturesTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String TIMESTAMP = "20130524T000000Z";
    private static final String SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    private static final String FIRST = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
    private static final String SECOND = "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
    private static final String LAST = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";

    @Test
    void getObject() {
        assertThat(sign(
                        "GET",
                        "/test.txt",
                        "",
                        Map.of("range", "bytes=0-9", "x-amz-content-sha256", Hashes.EMPTY),
                        Hashes.EMPTY,
                        "host",
                        "range",
                        "x-amz-content-sha256",
                        "x-amz-date"))
                .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void putObjectWithACharacterThatIsEncoded() {
        String hash = Hashes.hex("Welcome to Amazon S3.");
        assertThat(sign(
                        "PUT",
                        "/test%24file.text",
                        "",
                        Map.of(
                                "date", "Fri, 24 May 2013 00:00:00 GMT",
                                "x-amz-content-sha256", hash,
                                "x-amz-storage-class", "REDUCED_REDUNDANCY"),
                        hash,
                        "date",
                        "host",
                        "x-amz-content-sha256",
                        "x-amz-date",
                        "x-amz-storage-class"))
                .isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void getBucketLifecycleWithAParameterThatHasNoValue() {
        assertThat(sign(
                        "GET",
                        "/",
                        "lifecycle",
                        Map.of("x-amz-content-sha256", Hashes.EMPTY),
                        Hashes.EMPTY,
                        "host",
                        "x-amz-content-sha256",
                        "x-amz-date"))
                .isEqualTo("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void listObjectsWithSortedParameters() {
        assertThat(sign(
                        "GET",
                        "/",
                        "prefix=J&max-keys=2",
                        Map.of("x-amz-content-sha256", Hashes.EMPTY),
                        Hashes.EMPTY,
                        "host",
                        "x-amz-content-sha256",
                        "x-amz-date"))
                .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void anUploadInSignedChunksIsReadToItsEnd() throws IOException {
        try (InputStream body = chunks(LAST)) {
            assertThat(body.readAllBytes()).hasSize(66_560).containsOnly('a');
        }
    }

    @Test
    void anUploadWhoseLastChunkIsSignedByAnotherDoesNotEnd() throws IOException {
        try (InputStream body = chunks(LAST.replace('b', 'c'))) {
            assertThatThrownBy(body::readAllBytes).isInstanceOfSatisfying(AwsError.class, e -> assertThat(e.code())
                    .isEqualTo("SignatureDoesNotMatch"));
        }
    }

    private static AwsChunkedStream chunks(String lastSignature) {
        String body = "10000;chunk-signature=" + FIRST + "\r\n" + "a".repeat(65_536) + "\r\n"
                + "400;chunk-signature=" + SECOND + "\r\n" + "a".repeat(1024) + "\r\n"
                + "0;chunk-signature=" + lastSignature + "\r\n\r\n";
        SignatureVerifier.Verified head = new SignatureVerifier.Verified(
                new Credential("AKIAIOSFODNN7EXAMPLE", SECRET, null, null, false, Principal.root("123456789012")),
                SigningKey.derive(SECRET, authorization()),
                TIMESTAMP,
                SEED);
        return new AwsChunkedStream(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII)),
                new ChunkVerifier.Signed(head),
                false);
    }

    private static String sign(
            String method, String path, String query, Map<String, String> headers, String hash, String... signed) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put("host", "examplebucket.s3.amazonaws.com");
        all.put("x-amz-date", TIMESTAMP);
        WireRequest request = new WireRequest(method, path, query, QueryParameters.parse(query), all);
        Authorization authorization = authorization(signed);
        return SigningKey.derive(SECRET, authorization)
                .sign(TIMESTAMP, CanonicalRequest.of(request, authorization, hash));
    }

    private static Authorization authorization(String... signedHeaders) {
        return new Authorization(
                "AKIAIOSFODNN7EXAMPLE",
                "20130524",
                "us-east-1",
                "s3",
                List.of(signedHeaders),
                SEED,
                TIMESTAMP,
                null,
                false);
    }
}
