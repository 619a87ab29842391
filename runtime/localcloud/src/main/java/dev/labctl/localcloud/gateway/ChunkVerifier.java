package dev.labctl.localcloud.gateway;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** Checks the signatures inside an {@code aws-chunked} body. */
interface ChunkVerifier {
    /** For bodies whose chunks are unsigned. */
    ChunkVerifier NONE = new ChunkVerifier() {
        @Override
        public void update(byte[] buffer, int offset, int length) {}

        @Override
        public void endOfChunk(String signature) {}

        @Override
        public void endOfTrailers(Map<String, String> trailers, String signature) {}
    };

    /** Some bytes of the current chunk. */
    void update(byte[] buffer, int offset, int length);

    /** The current chunk is complete; throws when {@code signature} is not its. */
    void endOfChunk(String signature);

    /** The trailing headers are complete; throws when {@code signature} is not theirs. */
    void endOfTrailers(Map<String, String> trailers, String signature);

    /** Each chunk's signature covers its bytes and the signature before it, the first that of the request. */
    final class Signed implements ChunkVerifier {
        private final SigningKey key;
        private final String timestamp;
        private final MessageDigest digest = Hashes.sha256();
        private String previous;

        Signed(SignatureVerifier.Verified head) {
            this.key = head.key();
            this.timestamp = head.timestamp();
            this.previous = head.signature();
        }

        @Override
        public void update(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
        }

        @Override
        public void endOfChunk(String signature) {
            String hash = HexFormat.of().formatHex(digest.digest());
            expect(key.signChunk(timestamp, previous, hash), signature);
        }

        @Override
        public void endOfTrailers(Map<String, String> trailers, String signature) {
            StringBuilder canonical = new StringBuilder();
            trailers.forEach((name, value) ->
                    canonical.append(name).append(':').append(value).append('\n'));
            expect(key.signTrailer(timestamp, previous, Hashes.hex(canonical.toString())), signature);
        }

        private void expect(String expected, String signature) {
            if (!Hashes.same(expected, signature)) {
                throw AuthDialect.S3.mismatch();
            }
            previous = expected;
        }
    }
}
