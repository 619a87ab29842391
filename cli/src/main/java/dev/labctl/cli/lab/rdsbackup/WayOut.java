package dev.labctl.cli.lab.rdsbackup;

import dev.labctl.cli.cloud.Ec2;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a function in these subnets reaches AWS's services: by the routes of the subnets, or by endpoints. See <a
 * href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html">Access AWS services
 * through AWS PrivateLink</a>.
 *
 * @param endpoints those of the network
 * @param tables those of the subnets
 */
record WayOut(List<Ec2.Endpoint> endpoints, List<Ec2.RouteTable> tables) {
    private static final String CREATE = "create";

    WayOut {
        endpoints = List.copyOf(endpoints);
        tables = List.copyOf(tables);
    }

    /** The way out of these subnets. */
    static WayOut of(Ec2 ec2, String vpc, List<String> subnets) {
        List<Ec2.RouteTable> all = ec2.routeTables(vpc);
        List<Ec2.RouteTable> used = subnets.stream()
                .flatMap(subnet -> all.stream()
                        .filter(table -> table.subnets().contains(subnet))
                        .findFirst()
                        .or(() -> all.stream().filter(Ec2.RouteTable::isMain).findFirst())
                        .stream())
                .distinct()
                .toList();
        return new WayOut(ec2.endpoints(vpc), used);
    }

    /** Whether the internet is reached from all of the subnets. */
    boolean leadsOut() {
        return tables.stream().allMatch(Ec2.RouteTable::leadsOut);
    }

    /**
     * The template's parameters for the endpoints that are missing.
     *
     * @param before the deployed stack's parameters: what it has made it must go on having
     */
    Map<String, String> endpoints(Map<String, String> before) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("RdsEndpoint", interfaceEndpoint("rds", before.get("RdsEndpoint")));
        parameters.put(
                "SecretsManagerEndpoint", interfaceEndpoint("secretsmanager", before.get("SecretsManagerEndpoint")));
        parameters.put(
                "S3EndpointRouteTableIds",
                Optional.ofNullable(before.get("S3EndpointRouteTableIds"))
                        .filter(made -> !made.isEmpty())
                        .orElseGet(this::tablesWithoutS3));
        return parameters;
    }

    private String interfaceEndpoint(String service, @Nullable String before) {
        boolean isThere = leadsOut()
                || endpoints.stream().anyMatch(each -> each.service().equals(service) && each.hasPrivateDns());
        return CREATE.equals(before) || !isThere ? CREATE : "existing";
    }

    private String tablesWithoutS3() {
        List<String> reached = new ArrayList<>();
        for (Ec2.Endpoint endpoint : endpoints) {
            if (endpoint.service().equals("s3")) {
                reached.addAll(endpoint.routeTables());
                if (endpoint.hasPrivateDns()) {
                    return "";
                }
            }
        }
        return String.join(
                ",",
                tables.stream()
                        .filter(table -> !table.leadsOut() && !reached.contains(table.id()))
                        .map(Ec2.RouteTable::id)
                        .toList());
    }
}
