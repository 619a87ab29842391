package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AwsError;

/** RDS's errors, in its own words. */
final class RdsErrors {
    private RdsErrors() {}

    static AwsError invalidValue(String message) {
        return AwsError.of(400, "InvalidParameterValue", message);
    }

    static AwsError invalidCombination(String message) {
        return AwsError.of(400, "InvalidParameterCombination", message);
    }

    static AwsError missing(String parameter) {
        return invalidValue("The parameter " + parameter + " must be provided and must not be blank.");
    }

    /** What this cloud does not do, by name. */
    static AwsError notHere(String what) {
        return AwsError.of(501, "NotImplemented", "The local cloud's RDS does not support " + what + ".");
    }

    static AwsError instanceNotFound(String id) {
        return AwsError.of(404, "DBInstanceNotFound", "DBInstance " + id + " not found.");
    }

    static AwsError invalidState(String message) {
        return AwsError.of(400, "InvalidDBInstanceState", message);
    }

    static AwsError snapshotNotFound(String id) {
        return AwsError.of(404, "DBSnapshotNotFound", "DBSnapshot " + id + " not found.");
    }

    static AwsError subnetGroupNotFound(String name) {
        return AwsError.of(404, "DBSubnetGroupNotFoundFault", "DB subnet group '" + name + "' does not exist.");
    }

    static AwsError parameterGroupNotFound(String name) {
        return AwsError.of(404, "DBParameterGroupNotFound", "DBParameterGroup not found: " + name);
    }
}
