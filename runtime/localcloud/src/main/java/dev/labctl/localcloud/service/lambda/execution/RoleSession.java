package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Principal;
import java.time.Instant;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * A function's role as Lambda has assumed it.
 *
 * @param credentials temporary credentials
 * @param caller the session, in the function's region
 */
public record RoleSession(Credentials credentials, Caller caller) {
    public static final String SERVICE = "lambda.amazonaws.com";

    private static final int MIN_SESSION_NAME = 2;

    /**
     * Assumes the role.
     *
     * @throws AwsError as STS does, when the role does not exist or does not trust Lambda
     */
    public static RoleSession assume(
            CloudEnvironment cloud, String role, String functionName, String functionArn, String region) {
        AssumeRoleResponse response = cloud.dispatcher()
                .call(
                        Caller.service(SERVICE, region, functionArn, cloud.accountId()),
                        AssumeRoleRequest.builder()
                                .roleArn(role)
                                .roleSessionName(
                                        functionName.length() < MIN_SESSION_NAME ? functionName + "_" : functionName)
                                .build(),
                        AssumeRoleResponse.class);
        Principal principal = new Principal(
                Principal.Type.ASSUMED_ROLE,
                response.assumedRoleUser().arn(),
                response.assumedRoleUser().assumedRoleId());
        return new RoleSession(response.credentials(), Caller.of(principal, region));
    }

    /** Whether the credentials are still good at that time. */
    boolean isValidUntil(Instant time) {
        return credentials.expiration().isAfter(time);
    }
}
