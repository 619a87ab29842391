package dev.labctl.localcloud.service.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;

/** The regions there are and the availability zones that an account sees of each. */
final class Zones {
    private static final Map<String, String> LETTERS = Map.of(
            "us-east-1", "abcdef",
            "us-west-2", "abcd",
            "us-west-1", "ac",
            "ca-central-1", "abd",
            "ap-northeast-1", "acd",
            "ap-northeast-2", "abcd");
    private static final List<String> ALWAYS_ON = List.of(
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2");

    private Zones() {}

    /** The zones of a region, in order. */
    static List<String> of(String region) {
        return LETTERS.getOrDefault(region, "abc")
                .chars()
                .mapToObj(letter -> region + (char) letter)
                .toList();
    }

    /** A zone's id, which is the same in all accounts: {@code use1-az1}. */
    static String id(String zone) {
        String region = zone.substring(0, zone.length() - 1);
        String[] parts = region.split("-", -1);
        StringBuilder id = new StringBuilder(parts[0]);
        for (String direction : parts[1].split("(?=north|south|east|west|central)", -1)) {
            id.append(direction, 0, 1);
        }
        return id.append(parts[parts.length - 1])
                .append("-az")
                .append(of(region).indexOf(zone) + 1)
                .toString();
    }

    /** The zone with a name or id; empty when the region has none. */
    static Optional<String> find(String region, String nameOrId) {
        return of(region).stream()
                .filter(zone -> zone.equals(nameOrId) || id(zone).equals(nameOrId))
                .findFirst();
    }

    /** The regions that every account has. */
    static List<String> regions() {
        return ALWAYS_ON;
    }

    /** The regions that an account has to opt in to. */
    static List<String> optionalRegions() {
        return Region.regions().stream()
                .filter(region -> !region.isGlobalRegion() && !ALWAYS_ON.contains(region.id()))
                .filter(region -> {
                    RegionMetadata metadata = RegionMetadata.of(region);
                    return metadata != null && metadata.partition().id().equals("aws");
                })
                .map(Region::id)
                .sorted()
                .toList();
    }

    /** All regions. */
    static Stream<String> allRegions() {
        return Stream.concat(regions().stream(), optionalRegions().stream()).sorted();
    }
}
