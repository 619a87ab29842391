package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/** What RDS refuses to make. */
final class DatabaseCauses {
    static final List<Cause> ALL = List.of(
            when(
                            "Cannot find version (\\S+) for ([\\w-]+)",
                            "RDS does not offer $2 $1 in this region, or not any more",
                            "choose one that it has: aws rds describe-db-engine-versions --engine $2"
                                    + " --query 'DBEngineVersions[].EngineVersion'{aws}")
                    .deployWith("--parameter EngineVersion=VERSION"),
            when(
                            "DBInstanceClass=([\\w.]+), Engine=([\\w-]+), EngineVersion=([\\w.]+)",
                            "RDS does not offer $1 with $2 $3 in this region",
                            "choose one that it has: aws rds describe-orderable-db-instance-options"
                                    + " --engine $2 --engine-version $3"
                                    + " --query 'OrderableDBInstanceOptions[].DBInstanceClass'{aws}")
                    .deployWith("--parameter InstanceClass=CLASS"),
            when(
                            "(?:AZ\\)|availability zone) coverage requirement",
                            "the subnets that were given are all in one zone, and databases want two",
                            "name subnets of two zones; without VpcId and SubnetIds labctl makes a network itself")
                    .deployWith("--parameter SubnetIds=SUBNET,SUBNET"));

    private DatabaseCauses() {}
}
