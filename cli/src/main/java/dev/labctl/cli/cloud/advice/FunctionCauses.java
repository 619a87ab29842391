package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/** What the labs' functions fail of; their errors' types stand where AWS has its codes. */
final class FunctionCauses {
    static final List<Cause> ALL = List.of(
            when(
                    "^the event(?:'s [^ ]+)? (?:has no use for|lacks|must be) ",
                    "",
                    "correct the event, or let labctl fill in a sample: labctl invoke LAB --event NAME"),
            when(
                    "Timedout|ApiCallTimeout|timed out|SQLState 08",
                    "",
                    "in a VPC, check the security groups' port 5432, the subnets' endpoints and NAT; else give it more"
                            + " time"),
            when(
                    "28P01",
                    "",
                    "the secret and the database disagree: look at the secret's rotation, or rotate it again"),
            when("SQLState 55P03", "", "run it again when that one is done"),
            when("SQLState 23505", "", "give each row a key of its own, and seed again"),
            when(
                    "row-level security",
                    "",
                    "ALTER TABLE ... NO FORCE ROW LEVEL SECURITY, so that its owner sees all rows of it"),
            when("no encryption", "", "the database takes TLS only: connect with sslmode=verify-full"),
            when(
                    "server version mismatch|the pg-client layer",
                    "",
                    "labctl deploy rds-backup --pg-client DIR, with a DIR whose pg_dump is at least as new as the"
                            + " server"),
            when(
                    "say which with databaseName|3D000",
                    "",
                    "name a database that is there: labctl backup --database NAME"));

    private FunctionCauses() {}
}
