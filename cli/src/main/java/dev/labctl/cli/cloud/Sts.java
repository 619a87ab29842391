package dev.labctl.cli.cloud;

import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** STS: who is asking, and being somebody else for a while. */
public final class Sts implements AutoCloseable {
    private static final int SHORTEST_SESSION_SECONDS = 900;

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

    /**
     * The credentials of a role, for a quarter of an hour.
     *
     * @param session what the role's sessions are told apart by, in logs too
     */
    public Credentials assume(String roleArn, String session) {
        AssumeRoleResponse assumed = client.assumeRole(
                request -> request.roleArn(roleArn).roleSessionName(session).durationSeconds(SHORTEST_SESSION_SECONDS));
        return new Credentials(
                assumed.credentials().accessKeyId(),
                assumed.credentials().secretAccessKey(),
                assumed.credentials().sessionToken());
    }

    @Override
    public void close() {
        client.close();
    }
}
