package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/**
 * Quotas that are used up, and machines that AWS has not got.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html">Service quotas</a>
 */
final class QuotaCauses {
    private static final String ASK = "aws service-quotas request-service-quota-increase --service-code ";

    static final List<Cause> ALL = List.of(
            when(
                    "maximum number of VPCs has been reached",
                    "the region holds as many VPCs as the quota lets it: 5, unless it was raised",
                    "delete a VPC that nobody needs, or " + ASK
                            + "vpc --quota-code L-F678F1CE --desired-value 10{aws}"),
            when(
                    "maximum number of addresses has been reached",
                    "the region holds as many Elastic IP addresses as the quota lets it: 5, unless it was raised",
                    "release one that nobody needs, or " + ASK + "ec2 --quota-code L-0263D0A3 --desired-value 10{aws}"),
            when(
                    "current vCPU limit of (\\d+) allows",
                    "running instances may have $1 vCPUs together; those that run and this one are more",
                    "end instances that nobody needs, or " + ASK
                            + "ec2 --quota-code L-1216C47A --desired-value 16{aws}"),
            when(
                    "UnreservedConcurrentExecutions? below its minimum value",
                    "the account may run few functions at once, and this one reserves some of that for itself",
                    ASK + "lambda --quota-code L-B99A9384 --desired-value 1000{aws}"),
            when(
                    "sufficient (\\S+) capacity in the Availability Zone you requested(?: \\(([\\w-]+)\\))?",
                    "AWS has no $1 free in that zone now; it is no quota",
                    "try again later, or take another type: --parameter InstanceType=TYPE"),
            when(
                    "\\((?:\\w*LimitExceeded\\w*|\\w*QuotaExceeded\\w*)\\)|\\b[Qq]uotas?\\b",
                    "a quota of the account is used up",
                    "delete what nobody needs, or ask for more: https://console.aws.amazon.com/servicequotas"));

    private QuotaCauses() {}
}
