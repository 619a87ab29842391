package dev.labctl.localcloud.core;

import dev.labctl.localcloud.identity.Credential;
import java.util.List;
import java.util.Map;

/**
 * A web address that a service gives out beside its API, for instance a function URL: what comes there is no operation,
 * and its answer is what users' own code says.
 */
@FunctionalInterface
public interface Site {
    /**
     * Answers a request, whatever is wrong with it.
     *
     * @param signatures tells who signed it, for sites that want to know
     */
    Answer answer(Request request, Signatures signatures);

    /**
     * A request, as it came.
     *
     * @param id what the answer's {@code x-amzn-RequestId} says
     * @param method GET, PUT ...
     * @param rawPath the path, still encoded
     * @param rawQuery the query, still encoded; empty when there is none
     * @param headers by name in lower case; values of a repeated header joined by commas
     * @param body the body
     * @param port the port it came to
     * @param conditions IAM condition keys that follow from how it was made: {@code aws:SourceIp} ...
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Request(
            String id,
            String method,
            String rawPath,
            String rawQuery,
            Map<String, String> headers,
            byte[] body,
            int port,
            Map<String, String> conditions) {
        public Request {
            headers = Map.copyOf(headers);
            conditions = Map.copyOf(conditions);
        }
    }

    /**
     * An answer.
     *
     * @param headers in order; a name may come several times, as {@code set-cookie} does
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, List<Map.Entry<String, String>> headers, byte[] body) {
        public Answer {
            headers = List.copyOf(headers);
        }
    }

    /** What a request's SigV4 signature tells. */
    @FunctionalInterface
    interface Signatures {
        /**
         * Who signed the request, its body included, for this service and region.
         *
         * @throws AwsError 403 in the words of AWS's JSON services when it is not signed, or not rightly
         */
        Credential verify(String service, String region);
    }
}
