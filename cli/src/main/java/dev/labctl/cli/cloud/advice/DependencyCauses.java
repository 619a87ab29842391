package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/** What others still use, and what they wait for in vain. */
final class DependencyCauses {
    private static final String INTERFACES = "aws ec2 describe-network-interfaces --filters Name=";
    private static final String SHOWS = "{aws} shows what uses it: end that, or wait until it is gone";

    static final List<Cause> ALL = List.of(
            when(
                    "resource (sg-\\w+) has a dependent object",
                    "something still uses the security group; interfaces of functions take up to 20 minutes to go",
                    INTERFACES + "group-id,Values=$1" + SHOWS),
            when(
                    "subnet '(subnet-\\w+)' has dependencies",
                    "something still stands in the subnet; interfaces of functions take up to 20 minutes to go",
                    INTERFACES + "subnet-id,Values=$1" + SHOWS),
            when(
                    "vpc '(vpc-\\w+)' has dependencies",
                    "something that is not of this stack stands in the network",
                    INTERFACES + "vpc-id,Values=$1" + SHOWS),
            when(
                    "must wait 60 seconds after deleting a queue",
                    "a queue of that name was deleted less than a minute ago, and SQS gives the name away only then",
                    "wait a minute"),
            when(
                    "bucket you tried to delete is not empty",
                    "only an empty bucket can be deleted; labctl empties it first, unless something goes on writing",
                    "end what writes to it"),
            when(
                    "[Ee]xport (\\S+) (?:cannot be (?:deleted|updated) )?as it is in use by (.+?)\\.?(?: \\(|$)",
                    "stack $2 imports it, and so holds on to it",
                    "destroy stack $2 first"),
            when(
                    "No export named (\\S+?) found",
                    "the template imports what no stack exports in this region",
                    "deploy the stack that exports $1 first, in the same region"),
            when(
                    "Stack \\[([^]]+)] cannot be deleted while TerminationProtection is enabled",
                    "somebody protected the stack against being deleted",
                    "ask them; then aws cloudformation update-termination-protection"
                            + " --no-enable-termination-protection --stack-name $1{aws}"));

    private DependencyCauses() {}
}
