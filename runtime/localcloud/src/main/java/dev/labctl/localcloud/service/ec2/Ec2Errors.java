package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;

/**
 * EC2's errors with its words ("Error codes for the Amazon EC2 API").
 */
final class Ec2Errors {
    private Ec2Errors() {}

    static AwsError of(String code, String message) {
        return AwsError.of(400, code, message);
    }

    /** {@code dependent} as in "The subnet 'subnet-1' has dependencies and cannot be deleted.". */
    static AwsError hasDependencies(String dependent, String id) {
        return of("DependencyViolation", "The " + dependent + " '" + id + "' has dependencies and cannot be deleted.");
    }

    static AwsError invalidValue(String message) {
        return of("InvalidParameterValue", message);
    }

    static AwsError invalidValue(String value, String parameter, String why) {
        return invalidValue("Value (" + value + ") for parameter " + parameter + " is invalid. " + why);
    }

    static AwsError missing(String parameter) {
        return of("MissingParameter", "The request must contain the parameter " + parameter);
    }

    static AwsError notImplemented(String what) {
        return AwsError.of(501, "NotImplemented", "The local cloud does not implement " + what + ".");
    }
}
