package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.identity.Access;
import dev.labctl.localcloud.identity.InstanceProfile;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;

/** The instance profile of a launch, whose role the caller must be allowed to pass to EC2. */
final class LaunchProfile {
    private LaunchProfile() {}

    /** The profile that is asked for by name or ARN; null when none is. */
    static @Nullable IamInstanceProfile require(
            CloudEnvironment cloud, @Nullable IamInstanceProfileSpecification asked, Call call) {
        if (asked == null || (asked.name() == null && asked.arn() == null)) {
            return null;
        }
        if (asked.name() != null && asked.arn() != null) {
            throw Ec2Errors.of(
                    "InvalidParameterCombination",
                    "The parameter 'iamInstanceProfile.name' may not be used in combination with"
                            + " 'iamInstanceProfile.arn'");
        }
        String name = asked.name() != null
                ? asked.name()
                : asked.arn().substring(asked.arn().lastIndexOf('/') + 1);
        InstanceProfile profile = cloud.identities()
                .instanceProfiles()
                .get(name)
                .filter(found ->
                        asked.arn() == null || found.arn(cloud.accountId()).equals(asked.arn()))
                .orElseThrow(() -> unknown(asked));
        String roleName = profile.role();
        if (roleName != null) {
            cloud.identities().roles().get(roleName).ifPresent(role -> cloud.dispatcher()
                    .require(
                            call.caller(),
                            Access.to("iam:PassRole", role.arn(cloud.accountId()))
                                    .with("iam:PassedToService", "ec2.amazonaws.com")));
        }
        return IamInstanceProfile.builder()
                .arn(profile.arn(cloud.accountId()))
                .id(profile.id())
                .build();
    }

    private static AwsError unknown(IamInstanceProfileSpecification asked) {
        return asked.name() != null
                ? Ec2Errors.invalidValue(asked.name(), "iamInstanceProfile.name", "Invalid IAM Instance Profile name")
                : Ec2Errors.invalidValue(asked.arn(), "iamInstanceProfile.arn", "Invalid IAM Instance Profile ARN");
    }
}
