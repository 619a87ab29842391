package dev.labctl.localcloud.service.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.PrivateDnsDetails;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.ServiceTypeDetail;

/**
 * AWS's services that a VPC endpoint may lead to.
 *
 * <p>See <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html">AWS services
 * that integrate with AWS PrivateLink</a>.
 */
final class EndpointServices {
    private static final List<String> GATEWAYS = List.of("dynamodb", "s3");
    private static final List<String> INTERFACES = List.of(
            "cloudformation",
            "dynamodb",
            "dynamodb-streams",
            "ec2",
            "ec2messages",
            "ecr.api",
            "ecr.dkr",
            "ecs",
            "elasticfilesystem",
            "elasticloadbalancing",
            "events",
            "execute-api",
            "kinesis-streams",
            "kms",
            "lambda",
            "logs",
            "monitoring",
            "pipes",
            "pipes-data",
            "rds",
            "rds-data",
            "s3",
            "scheduler",
            "secretsmanager",
            "sns",
            "sqs",
            "ssm",
            "ssmmessages",
            "states",
            "sts",
            "tagging",
            "xray");
    private static final Map<String, String> DNS_NAMES = Map.of(
            "ecr.api", "api.ecr",
            "ecr.dkr", "*.dkr.ecr",
            "execute-api", "*.execute-api",
            "kinesis-streams", "kinesis",
            "dynamodb-streams", "streams.dynamodb");

    private EndpointServices() {}

    /**
     * A service of one type.
     *
     * @param name its short name, for instance {@code secretsmanager}
     * @param isGateway whether endpoints to it are of type Gateway, else Interface
     */
    record EndpointService(String name, String region, boolean isGateway) {
        String fullName() {
            return "com.amazonaws." + region + "." + name;
        }

        /** The name by which clients reach the service. */
        String dnsName() {
            return DNS_NAMES.getOrDefault(name, name) + "." + region + ".amazonaws.com";
        }

        ServiceDetail detail() {
            ServiceDetail.Builder detail = ServiceDetail.builder()
                    .serviceName(fullName())
                    .serviceId("vpce-svc-0%016x".formatted((fullName() + isGateway).hashCode() & 0xffffffffL))
                    .serviceType(ServiceTypeDetail.builder()
                            .serviceType(isGateway ? "Gateway" : "Interface")
                            .build())
                    .serviceRegion(region)
                    .availabilityZones(Zones.of(region))
                    .owner("amazon")
                    .vpcEndpointPolicySupported(true)
                    .acceptanceRequired(false)
                    .managesVpcEndpoints(false)
                    .supportedIpAddressTypesWithStrings("ipv4");
            if (isGateway) {
                detail.baseEndpointDnsNames(dnsName());
            } else {
                detail.baseEndpointDnsNames(name + "." + region + ".vpce.amazonaws.com")
                        .privateDnsName(dnsName())
                        .privateDnsNames(PrivateDnsDetails.builder()
                                .privateDnsName(dnsName())
                                .build())
                        .privateDnsNameVerificationState("verified");
            }
            return detail.build();
        }
    }

    static List<EndpointService> of(String region) {
        return Stream.concat(
                        GATEWAYS.stream().map(name -> new EndpointService(name, region, true)),
                        INTERFACES.stream().map(name -> new EndpointService(name, region, false)))
                .toList();
    }

    /** The service of that full name and type; empty when there is none. */
    static Optional<EndpointService> find(String region, String fullName, boolean isGateway) {
        return of(region).stream()
                .filter(service -> service.fullName().equals(fullName) && service.isGateway() == isGateway)
                .findFirst();
    }
}
