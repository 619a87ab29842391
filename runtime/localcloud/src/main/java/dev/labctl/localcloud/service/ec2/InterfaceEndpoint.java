package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.service.ec2.EndpointServices.EndpointService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** An endpoint with a network interface in each of its subnets, guarded by security groups. */
final class InterfaceEndpoint {
    private final Resources resources;
    private final String region;

    InterfaceEndpoint(Resources resources, String region) {
        this.resources = resources;
        this.region = region;
    }

    VpcEndpoint make(String id, EndpointService service, CreateVpcEndpointRequest request) {
        Vpc vpc = resources.get(Kind.VPC, region, request.vpcId());
        if (!request.routeTableIds().isEmpty()) {
            throw Ec2Errors.of("InvalidParameter", "Endpoints of type Interface do not take route tables.");
        }
        boolean isPrivateDns = !Boolean.FALSE.equals(request.privateDnsEnabled());
        if (isPrivateDns) {
            requirePrivateDns(vpc.vpcId(), service, id);
        }
        List<Subnet> subnets = subnets(vpc.vpcId(), request.subnetIds());
        List<String> groupIds = Interfaces.orDefault(resources, region, vpc.vpcId(), request.securityGroupIds());
        List<String> own = new ArrayList<>();
        for (Subnet subnet : subnets) {
            own.add(networkInterface(id, subnet, groupIds));
        }
        return VpcEndpoint.builder()
                .vpcEndpointId(id)
                .vpcEndpointType("Interface")
                .vpcId(vpc.vpcId())
                .serviceName(service.fullName())
                .serviceRegion(region)
                .state("available")
                .policyDocument(
                        request.policyDocument() == null
                                ? EndpointPolicy.FULL_ACCESS
                                : EndpointPolicy.checked(request.policyDocument()))
                .subnetIds(subnets.stream().map(Subnet::subnetId).toList())
                .networkInterfaceIds(own)
                .groups(identifiers(vpc.vpcId(), groupIds))
                .privateDnsEnabled(isPrivateDns)
                .dnsEntries(dnsEntries(id, service, subnets, isPrivateDns))
                .ipAddressType("ipv4")
                .dnsOptions(options -> options.dnsRecordIpType("ipv4"))
                .requesterManaged(false)
                .ownerId(resources.accountId())
                .creationTimestamp(resources.now())
                .build();
    }

    private void requirePrivateDns(String vpcId, EndpointService service, String ownId) {
        VpcAttributes attributes = VpcAttributes.of(resources, region, vpcId);
        if (!attributes.dnsSupport() || !attributes.dnsHostnames()) {
            throw Ec2Errors.of(
                    "InvalidParameter",
                    "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to"
                            + " true for " + vpcId);
        }
        boolean isTaken = resources.all(Kind.ENDPOINT, region).stream()
                .anyMatch(other -> other.vpcId().equals(vpcId)
                        && !other.vpcEndpointId().equals(ownId)
                        && other.serviceName().equals(service.fullName())
                        && Boolean.TRUE.equals(other.privateDnsEnabled()));
        if (isTaken) {
            throw Ec2Errors.of(
                    "InvalidParameter",
                    "private-dns-enabled cannot be set because there is already a conflicting DNS domain for %s in the VPC %s"
                            .formatted(service.dnsName(), vpcId));
        }
    }

    private List<Subnet> subnets(String vpcId, List<String> ids) {
        Set<String> zones = new HashSet<>();
        List<Subnet> subnets = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            Subnet subnet = resources.get(Kind.SUBNET, region, id);
            if (!subnet.vpcId().equals(vpcId)) {
                throw Ec2Errors.of("InvalidParameter", "Subnet " + id + " does not belong to VPC " + vpcId);
            }
            if (!zones.add(subnet.availabilityZone())) {
                throw Ec2Errors.of(
                        "DuplicateSubnetsInSameZone",
                        "Found another VPC endpoint subnet in the availability zone of " + id
                                + ". VPC endpoint subnets should be in different availability zones supported by the VPC"
                                + " endpoint service.");
            }
            subnets.add(subnet);
        }
        return subnets;
    }

    private String networkInterface(String endpointId, Subnet subnet, List<String> groupIds) {
        NetworkInterface made = Interfaces.of(
                resources,
                region,
                Resources.newId(Kind.INTERFACE.prefix()),
                subnet,
                groupIds,
                null,
                new Interfaces.Use("vpc_endpoint", "VPC Endpoint Interface " + endpointId, "amazon-vpce"));
        resources.put(Kind.INTERFACE, region, made);
        return made.networkInterfaceId();
    }

    private List<SecurityGroupIdentifier> identifiers(String vpcId, List<String> groupIds) {
        List<GroupIdentifier> groups = Interfaces.groups(resources, region, vpcId, groupIds);
        return groups.stream().map(EndpointOperations::identifier).toList();
    }

    private List<DnsEntry> dnsEntries(String id, EndpointService service, List<Subnet> subnets, boolean isPrivateDns) {
        String label = "%08x".formatted(id.hashCode());
        String domain = service.name() + "." + region + ".vpce.amazonaws.com";
        List<DnsEntry> entries = new ArrayList<>();
        entries.add(entry(id + "-" + label + "." + domain, "Z7HUB22UULQXV"));
        subnets.forEach(subnet ->
                entries.add(entry(id + "-" + label + "-" + subnet.availabilityZone() + "." + domain, "Z7HUB22UULQXV")));
        if (isPrivateDns) {
            entries.add(entry(service.dnsName(), "Z" + label.toUpperCase(java.util.Locale.ROOT)));
        }
        return entries;
    }

    private static DnsEntry entry(String name, String zone) {
        return DnsEntry.builder().dnsName(name).hostedZoneId(zone).build();
    }

    /** Changes subnets, groups and names; the caller keeps {@code changed}. */
    void modify(VpcEndpoint before, ModifyVpcEndpointRequest request, VpcEndpoint.Builder changed) {
        List<String> subnetIds =
                EndpointOperations.changed(before.subnetIds(), request.addSubnetIds(), request.removeSubnetIds());
        List<Subnet> subnets = subnets(before.vpcId(), subnetIds);
        List<String> groupIds = EndpointOperations.changed(
                before.groups().stream().map(SecurityGroupIdentifier::groupId).toList(),
                request.addSecurityGroupIds(),
                request.removeSecurityGroupIds());
        boolean isPrivateDns = request.privateDnsEnabled() == null
                ? Boolean.TRUE.equals(before.privateDnsEnabled())
                : request.privateDnsEnabled();
        EndpointService service =
                EndpointServices.find(region, before.serviceName(), false).orElseThrow();
        if (isPrivateDns && !Boolean.TRUE.equals(before.privateDnsEnabled())) {
            requirePrivateDns(before.vpcId(), service, before.vpcEndpointId());
        }
        List<String> own = new ArrayList<>();
        for (String id : before.networkInterfaceIds()) {
            NetworkInterface kept = resources.get(Kind.INTERFACE, region, id);
            if (subnetIds.contains(kept.subnetId())) {
                resources.put(
                        Kind.INTERFACE,
                        region,
                        kept.toBuilder()
                                .groups(Interfaces.groups(resources, region, before.vpcId(), groupIds))
                                .build());
                own.add(id);
            } else {
                resources.remove(Kind.INTERFACE, region, id);
            }
        }
        for (Subnet subnet : subnets) {
            if (!before.subnetIds().contains(subnet.subnetId())) {
                own.add(networkInterface(before.vpcEndpointId(), subnet, groupIds));
            }
        }
        changed.subnetIds(subnetIds)
                .networkInterfaceIds(own)
                .groups(identifiers(before.vpcId(), groupIds))
                .privateDnsEnabled(isPrivateDns)
                .dnsEntries(dnsEntries(before.vpcEndpointId(), service, subnets, isPrivateDns));
    }
}
