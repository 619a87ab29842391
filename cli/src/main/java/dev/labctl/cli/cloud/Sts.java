package dev.labctl.cli.cloud;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** STS: who is asking. */
public final class Sts implements AutoCloseable {
    private final StsClient client;

    Sts(ClientFactory clients) {
        client = clients.client(StsClient.builder());
    }

    /** The principal whose credentials are used. */
    public record Caller(String account, String arn) {}

    /** Whose credentials these are. */
    public Caller caller() {
        GetCallerIdentityResponse identity = client.getCallerIdentity();
        return new Caller(identity.account(), identity.arn());
    }

    @Override
    public void close() {
        client.close();
    }
}
