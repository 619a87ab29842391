package dev.labctl.localcloud.core;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request as a service sees it beside its parameters.
 *
 * @param requestId the id the answer carries
 * @param caller who calls, in which region
 * @param accountId the account called
 * @param headers the HTTP request headers, names in lower case; empty for calls between services
 * @param query the HTTP query parameters, decoded; empty for calls between services
 */
public record Call(
        String requestId, Caller caller, String accountId, Map<String, String> headers, Map<String, String> query) {
    public Call {
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
    }

    public String region() {
        return caller.region();
    }

    /** The request header of that name in any case; empty when it was not sent. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** An ARN in the called account and region: {@code arn("sqs", "orders")} is {@code arn:aws:sqs:r:a:orders}. */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region() + ":" + accountId + ":" + resource;
    }
}
