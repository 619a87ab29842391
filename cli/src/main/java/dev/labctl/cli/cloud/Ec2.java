package dev.labctl.cli.cloud;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** EC2: networks and instances. */
public final class Ec2 implements AutoCloseable {
    private static final String ANYWHERE = "0.0.0.0/0";

    /** Instance types that one quota counts together: A, C, D, H, I, M, R, T and Z. */
    private static final Pattern STANDARD = Pattern.compile("[acdhmrtz][0-9]|i[ms]?[0-9]");

    private final Ec2Client client;

    Ec2(ClientFactory clients) {
        client = clients.client(Ec2Client.builder());
    }

    /**
     * A route table of a network.
     *
     * @param isMain whether subnets without a table of their own have this one
     * @param subnets the ids of the subnets that have it
     * @param leadsOut whether what has no public address reaches the internet by it: through NAT, a transit gateway, or
     *     another machine
     */
    public record RouteTable(String id, boolean isMain, List<String> subnets, boolean leadsOut) {
        public RouteTable {
            subnets = List.copyOf(subnets);
        }
    }

    /**
     * An endpoint of an AWS service in a network.
     *
     * @param service its last word: {@code s3}
     * @param routeTables the ids of the tables that lead to it; empty for one with addresses of its own
     * @param hasPrivateDns whether the service's name leads to it
     */
    public record Endpoint(String service, List<String> routeTables, boolean hasPrivateDns) {
        public Endpoint {
            routeTables = List.copyOf(routeTables);
        }
    }

    /** How many networks the region has. */
    public long networks() {
        return client.describeVpcsPaginator().vpcs().stream().count();
    }

    /** How many virtual processors the region's standard instances have that run on demand. */
    public long standardProcessors() {
        return client
                .describeInstancesPaginator(
                        request -> request.filters(filter("instance-state-name", "pending", "running")))
                .reservations()
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .filter(each -> each.instanceLifecycle() == null)
                .filter(each -> STANDARD.matcher(each.instanceTypeAsString()).lookingAt())
                .map(software.amazon.awssdk.services.ec2.model.Instance::cpuOptions)
                .filter(Objects::nonNull)
                .mapToLong(each -> (long) each.coreCount() * each.threadsPerCore())
                .sum();
    }

    /** A network's IPv4 addresses, as a CIDR; empty when there is no such network. */
    public Optional<String> cidr(String vpc) {
        return client.describeVpcs(request -> request.filters(filter("vpc-id", vpc))).vpcs().stream()
                .findFirst()
                .map(Vpc::cidrBlock);
    }

    /** A network's route tables. */
    public List<RouteTable> routeTables(String vpc) {
        return client
                .describeRouteTablesPaginator(request -> request.filters(filter("vpc-id", vpc)))
                .routeTables()
                .stream()
                .map(table -> new RouteTable(
                        table.routeTableId(),
                        table.associations().stream().anyMatch(each -> Boolean.TRUE.equals(each.main())),
                        table.associations().stream()
                                .map(RouteTableAssociation::subnetId)
                                .flatMap(subnet -> Optional.ofNullable(subnet).stream())
                                .toList(),
                        table.routes().stream().anyMatch(Ec2::leadsOut)))
                .toList();
    }

    /** An internet gateway serves only who has a public address, which functions have not. */
    private static boolean leadsOut(Route route) {
        return ANYWHERE.equals(route.destinationCidrBlock())
                && (route.natGatewayId() != null
                        || route.transitGatewayId() != null
                        || route.networkInterfaceId() != null);
    }

    /** A network's endpoints of AWS services that are there or coming. */
    public List<Endpoint> endpoints(String vpc) {
        return client
                .describeVpcEndpointsPaginator(request ->
                        request.filters(filter("vpc-id", vpc), filter("vpc-endpoint-state", "available", "pending")))
                .vpcEndpoints()
                .stream()
                .map(endpoint -> new Endpoint(
                        endpoint.serviceName().substring(endpoint.serviceName().lastIndexOf('.') + 1),
                        endpoint.routeTableIds(),
                        Boolean.TRUE.equals(endpoint.privateDnsEnabled())))
                .toList();
    }

    /** The region's instances, the newest first; terminated ones are among them for about an hour. */
    public List<Instance> instances() {
        return client.describeInstancesPaginator().reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(Ec2::instance)
                .sorted(Comparator.comparing(Instance::launchedAt).reversed())
                .toList();
    }

    /** One instance. */
    public Instance instance(String id) {
        return client.describeInstances(request -> request.instanceIds(id)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(Ec2::instance)
                .findFirst()
                .orElseThrow();
    }

    private static Instance instance(software.amazon.awssdk.services.ec2.model.Instance found) {
        String profile = found.iamInstanceProfile() == null
                ? ""
                : found.iamInstanceProfile().arn();
        return new Instance(
                found.instanceId(),
                found.state().nameAsString(),
                found.instanceTypeAsString(),
                profile.substring(profile.lastIndexOf('/') + 1),
                found.launchTime(),
                found.stateReason() == null
                        ? ""
                        : Objects.requireNonNullElse(found.stateReason().message(), ""),
                found.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value)));
    }

    /** What an instance printed on its console, the newest 64 KiB; empty when that is not known yet. */
    public String console(String id) {
        String output =
                client.getConsoleOutput(request -> request.instanceId(id)).output();
        // EC2 breaks the lines of its Base64.
        return output == null ? "" : new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8);
    }

    /** The ids of a network's instances that are not terminated yet. */
    public List<String> instancesIn(String vpc) {
        return client
                .describeInstancesPaginator(request -> request.filters(
                        filter("vpc-id", vpc),
                        filter("instance-state-name", "pending", "running", "stopping", "stopped", "shutting-down")))
                .reservations()
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(software.amazon.awssdk.services.ec2.model.Instance::instanceId)
                .toList();
    }

    /** Tells all of a network's instances to end for good; gives the ids of those that have not ended yet. */
    public List<String> endInstances(String vpc) {
        List<String> ids = instancesIn(vpc);
        if (!ids.isEmpty()) {
            client.terminateInstances(request -> request.instanceIds(ids));
        }
        return ids;
    }

    /** The rule by which a security group lets another one in, if there is one; the first of several. */
    public Optional<IngressRule> ingressFrom(String group, String source) {
        return client
                .describeSecurityGroupRulesPaginator(request -> request.filters(filter("group-id", group)))
                .securityGroupRules()
                .stream()
                .filter(rule -> !Boolean.TRUE.equals(rule.isEgress()))
                .filter(rule -> rule.referencedGroupInfo() != null
                        && source.equals(rule.referencedGroupInfo().groupId()))
                .findFirst()
                .map(rule -> new IngressRule(
                        rule.securityGroupRuleId(),
                        group,
                        source,
                        rule.ipProtocol(),
                        rule.fromPort(),
                        Objects.requireNonNullElse(rule.description(), "")));
    }

    /**
     * A rule of a security group that lets another group in by one port.
     *
     * @param description empty when it has none
     */
    public record IngressRule(String id, String group, String source, String protocol, int port, String description) {}

    /** Lets the other group in by another port; the rule keeps its id. */
    public void setPort(IngressRule rule, int port) {
        SecurityGroupRuleUpdate update = SecurityGroupRuleUpdate.builder()
                .securityGroupRuleId(rule.id())
                .securityGroupRule(changed -> changed.ipProtocol(rule.protocol())
                        .fromPort(port)
                        .toPort(port)
                        .referencedGroupId(rule.source())
                        .description(rule.description().isEmpty() ? null : rule.description()))
                .build();
        client.modifySecurityGroupRules(request -> request.groupId(rule.group()).securityGroupRules(update));
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    @Override
    public void close() {
        client.close();
    }
}
