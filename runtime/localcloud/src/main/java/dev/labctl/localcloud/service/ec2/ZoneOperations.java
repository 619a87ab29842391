package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.AccountAttributeValue;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Regions, availability zones and what an account has of them. */
final class ZoneOperations {
    private final Resources resources;

    ZoneOperations(Resources resources) {
        this.resources = resources;
    }

    void register(Registrar registrar) {
        registrar.read(
                DescribeAvailabilityZonesRequest.class,
                Permission.any("DescribeAvailabilityZones"),
                ZoneOperations::zones);
        registrar.read(DescribeRegionsRequest.class, Permission.any("DescribeRegions"), ZoneOperations::regions);
        registrar.read(
                DescribeAccountAttributesRequest.class,
                Permission.any("DescribeAccountAttributes"),
                this::accountAttributes);
    }

    private static DescribeAvailabilityZonesResponse zones(DescribeAvailabilityZonesRequest request, Call call) {
        List<String> wanted = new ArrayList<>(request.zoneNames());
        wanted.addAll(request.zoneIds());
        for (String zone : wanted) {
            if (Zones.find(call.region(), zone).isEmpty()) {
                throw Ec2Errors.invalidValue("Invalid availability zone: [" + zone + "]");
            }
        }
        List<AvailabilityZone> all = Zones.of(call.region()).stream()
                .filter(zone -> wanted.isEmpty() || wanted.contains(zone) || wanted.contains(Zones.id(zone)))
                .map(zone -> AvailabilityZone.builder()
                        .zoneName(zone)
                        .zoneId(Zones.id(zone))
                        .regionName(call.region())
                        .state("available")
                        .zoneType("availability-zone")
                        .groupName(call.region() + "-zg-1")
                        .networkBorderGroup(call.region())
                        .optInStatus("opt-in-not-required")
                        .build())
                .toList();
        return Registrar.page(
                request,
                all,
                AvailabilityZone::zoneName,
                Map.of(),
                (page, token) -> DescribeAvailabilityZonesResponse.builder()
                        .availabilityZones(page)
                        .build(),
                AvailabilityZone.builder());
    }

    private static DescribeRegionsResponse regions(DescribeRegionsRequest request, Call call) {
        List<String> known = Zones.allRegions().toList();
        for (String region : request.regionNames()) {
            if (!known.contains(region)) {
                throw Ec2Errors.invalidValue("The region '" + region + "' does not exist");
            }
        }
        boolean isAll = Boolean.TRUE.equals(request.allRegions());
        List<Region> shown = known.stream()
                .filter(region -> request.regionNames().isEmpty()
                        ? isAll || Zones.regions().contains(region)
                        : request.regionNames().contains(region))
                .map(region -> Region.builder()
                        .regionName(region)
                        .endpoint("ec2." + region + ".amazonaws.com")
                        .optInStatus(Zones.regions().contains(region) ? "opt-in-not-required" : "not-opted-in")
                        .build())
                .toList();
        return Registrar.page(
                request,
                shown,
                Region::regionName,
                Map.of(),
                (page, token) -> DescribeRegionsResponse.builder().regions(page).build(),
                Region.builder());
    }

    private DescribeAccountAttributesResponse accountAttributes(DescribeAccountAttributesRequest request, Call call) {
        String defaultVpc = resources.all(Kind.VPC, call.region()).stream()
                .filter(Vpc::isDefault)
                .map(Vpc::vpcId)
                .findFirst()
                .orElse("none");
        Map<String, String> all = Map.of(
                "supported-platforms", "VPC",
                "default-vpc", defaultVpc,
                "vpc-max-security-groups-per-interface", "5",
                "max-elastic-ips", "5",
                "vpc-max-elastic-ips", "5",
                "max-instances", "20");
        List<String> wanted = request.attributeNamesAsStrings();
        return DescribeAccountAttributesResponse.builder()
                .accountAttributes(all.entrySet().stream()
                        .filter(entry -> wanted.isEmpty() || wanted.contains(entry.getKey()))
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> AccountAttribute.builder()
                                .attributeName(entry.getKey())
                                .attributeValues(AccountAttributeValue.builder()
                                        .attributeValue(entry.getValue())
                                        .build())
                                .build())
                        .toList())
                .build();
    }
}
