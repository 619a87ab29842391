package dev.labctl.localcloud.service.ec2.instance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.InstanceProfile;
import dev.labctl.localcloud.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * The credentials of an instance's role: sessions of an hour that EC2 assumes for the instance, the next one made when the
 * last has less than a quarter of an hour left; all by system time, which is the instance's.
 *
 * <p>See <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html">Retrieve
 * security credentials from instance metadata</a>.
 */
final class RoleCredentials {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration RENEWED = Duration.ofMinutes(15);

    private final CloudEnvironment cloud;
    private final String region;
    private final String instanceId;
    private @Nullable Session session;

    RoleCredentials(CloudEnvironment cloud, String region, String instanceId) {
        this.cloud = cloud;
        this.region = region;
        this.instanceId = instanceId;
    }

    private record Session(String roleArn, Credentials credentials, Instant made) {}

    /** The name of the profile's role; empty while the profile has none or is gone. */
    Optional<String> name(IamInstanceProfile profile) {
        return role(profile).map(Role::name);
    }

    private Optional<Role> role(IamInstanceProfile profile) {
        String name = profile.arn().substring(profile.arn().lastIndexOf('/') + 1);
        return cloud.identities()
                .instanceProfiles()
                .get(name)
                .map(InstanceProfile::role)
                .flatMap(role -> cloud.identities().roles().get(role));
    }

    /** What {@code iam/info} says. */
    String info(IamInstanceProfile profile) {
        ObjectNode node = JSON.createObjectNode();
        node.put("Code", "Success");
        node.put("LastUpdated", now());
        node.put("InstanceProfileArn", profile.arn());
        node.put("InstanceProfileId", profile.id());
        return node.toPrettyString();
    }

    private String now() {
        return text(Instant.now());
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** What {@code iam/security-credentials/ROLE} says: credentials, or why EC2 could not assume the role. */
    synchronized String credentials(IamInstanceProfile profile) {
        ObjectNode node = JSON.createObjectNode();
        try {
            Session valid = valid(role(profile).orElseThrow());
            node.put("Code", "Success");
            node.put("LastUpdated", text(valid.made()));
            node.put("Type", "AWS-HMAC");
            node.put("AccessKeyId", valid.credentials().accessKeyId());
            node.put("SecretAccessKey", valid.credentials().secretAccessKey());
            node.put("Token", valid.credentials().sessionToken());
            node.put("Expiration", text(valid.credentials().expiration()));
        } catch (AwsError e) {
            node.put("Code", "AssumeRoleUnauthorizedAccess");
            node.put(
                    "Message",
                    "EC2 cannot assume the role. Please see documentation at"
                            + " https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html.");
            node.put("LastUpdated", now());
        }
        return node.toPrettyString();
    }

    private Session valid(Role role) {
        String arn = role.arn(cloud.accountId());
        Instant needed = Instant.now().plus(RENEWED);
        Session last = session;
        if (last != null
                && last.roleArn().equals(arn)
                && last.credentials().expiration().isAfter(needed)) {
            return last;
        }
        String instance = "arn:aws:ec2:%s:%s:instance/%s".formatted(region, cloud.accountId(), instanceId);
        AssumeRoleResponse response = cloud.dispatcher()
                .call(
                        Caller.service("ec2.amazonaws.com", region, instance, cloud.accountId()),
                        AssumeRoleRequest.builder()
                                .roleArn(arn)
                                .roleSessionName(instanceId)
                                .build(),
                        AssumeRoleResponse.class);
        // A key that is given out must be known after a crash, too.
        cloud.store().awaitDurable();
        Session made = new Session(arn, response.credentials(), Instant.now());
        session = made;
        return made;
    }
}
