package dev.labctl.cli.doctor;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.Quota;
import dev.labctl.cli.error.LabctlException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether an account may have what all labs together need. Quotas are raised by their codes in Service Quotas. */
final class Quotas {
    /** Databases that db-replication and todo-api make. */
    private static final int DATABASES = 3;

    /** The shared network, and file-pipeline's own. */
    private static final int NETWORKS = 2;

    /** A worker of file-pipeline, a t3.micro, has as many. */
    private static final int PROCESSORS = 2;

    /** Lambda leaves at least so many executions to functions without a reservation; one is for a lab. */
    private static final int EXECUTIONS = 10 + 1;

    private final Cloud cloud;

    /** Those of the account that this cloud is. */
    Quotas(Cloud cloud) {
        this.cloud = cloud;
    }

    /** Looks at each; {@code stacks} are needed. */
    List<Finding> examine(int stacks) {
        return List.of(
                new Need("stacks", stacks, "cloudformation", "L-0485CB21")
                        .of(() -> cloud.cloudFormation().stackQuota()),
                new Need("databases", DATABASES, "rds", "L-7B6409FD")
                        .of(() -> cloud.rds().instanceQuota()),
                new Need("executions", EXECUTIONS, "lambda", "L-B99A9384")
                        .of(() -> Optional.of(cloud.lambda().concurrency())),
                new Need("networks", NETWORKS, "vpc", "L-F678F1CE")
                        .ofUsed("VPCs", () -> cloud.ec2().networks()),
                new Need("processors", PROCESSORS, "ec2", "L-1216C47A")
                        .ofUsed("vCPUs of standard instances", () -> cloud.ec2().standardProcessors()));
    }

    /** What has to be left of a quota; its service and code are those of Service Quotas. */
    private final class Need {
        private final String what;
        private final int count;
        private final String service;
        private final String code;

        Need(String what, int count, String service, String code) {
            this.what = what;
            this.count = count;
            this.service = service;
            this.code = code;
        }

        /** What Service Quotas lets the account have of it, and what it has. */
        Finding ofUsed(String name, Supplier<Long> used) {
            return of(() -> Optional.of(
                    new Quota(name, used.get(), cloud.serviceQuotas().value(service, code))));
        }

        Finding of(Supplier<Optional<Quota>> quota) {
            return Finding.ofSome(
                    "quota of " + what, () -> quota.get().map(this::enough).orElse("the account tells none"));
        }

        private String enough(Quota quota) {
            if (quota.left() < count) {
                throw LabctlException.usage(
                        "%s, and all labs need %d".formatted(quota, count),
                        "aws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value %d"
                                .formatted(service, code, quota.limit() + count));
            }
            return quota.toString();
        }
    }
}
