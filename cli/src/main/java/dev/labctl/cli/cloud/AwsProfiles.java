package dev.labctl.cli.cloud;

import dev.labctl.cli.error.LabctlException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;

/** The profiles of the AWS configuration files, and the regions they can name. */
public final class AwsProfiles {
    private AwsProfiles() {}

    /** The names of all profiles there are. */
    public static List<String> names() {
        return ProfileFile.defaultProfileFile().profiles().keySet().stream()
                .sorted()
                .toList();
    }

    /** The regions of AWS that the SDK knows. */
    public static List<String> regions() {
        return Region.regions().stream()
                .filter(region -> !region.isGlobalRegion())
                .map(Region::id)
                .toList();
    }

    /**
     * The region that a profile names.
     *
     * @param profile empty for the default one
     * @throws LabctlException exit code 2, when there is no such profile or it names no region
     */
    public static String region(String profile) {
        String name = profile.isEmpty() ? "default" : profile;
        Optional<Profile> found = ProfileFile.defaultProfileFile().profile(name);
        if (found.isEmpty() && !profile.isEmpty()) {
            throw LabctlException.usage("there is no AWS profile '" + profile + "'", "aws configure list-profiles");
        }
        return found.flatMap(each -> each.property("region"))
                .orElseThrow(() -> LabctlException.usage(
                        "no region is given, and profile '%s' names none".formatted(name),
                        "--region eu-west-1, or AWS_REGION, or aws configure set region eu-west-1"));
    }
}
