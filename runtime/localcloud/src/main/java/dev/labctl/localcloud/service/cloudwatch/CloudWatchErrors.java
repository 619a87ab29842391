package dev.labctl.localcloud.service.cloudwatch;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.WireNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.DashboardInvalidInputErrorException;
import software.amazon.awssdk.services.cloudwatch.model.DashboardValidationMessage;

/** CloudWatch's errors, by their names in the model; {@link #WIRE_NAMES} has the query protocol's codes. */
final class CloudWatchErrors {
    static final WireNames WIRE_NAMES = new WireNames(
            Map.of(),
            Map.of(
                    "InvalidParameterValueException", "InvalidParameterValue",
                    "InvalidParameterCombinationException", "InvalidParameterCombination",
                    "MissingRequiredParameterException", "MissingParameter",
                    "DashboardInvalidInputError", "InvalidParameterInput",
                    "DashboardNotFoundError", "ResourceNotFound",
                    "LimitExceededFault", "LimitExceeded",
                    "InvalidFormatFault", "InvalidFormat",
                    "AccessDeniedException", "AccessDenied"),
            Map.of(),
            "http://monitoring.amazonaws.com/doc/2010-08-01/",
            false);

    private CloudWatchErrors() {}

    static AwsError invalidValue(String message) {
        return AwsError.of(400, "InvalidParameterValueException", message);
    }

    static AwsError invalidValue(String parameter, Object value) {
        return invalidValue("The value " + value + " for parameter " + parameter + " is invalid.");
    }

    static AwsError invalidToken(@Nullable String token) {
        return invalidValue("NextToken", String.valueOf(token));
    }

    static AwsError combination(String message) {
        return AwsError.of(400, "InvalidParameterCombinationException", message);
    }

    static AwsError missing(String parameter) {
        return AwsError.of(400, "MissingRequiredParameterException", "The parameter " + parameter + " is required.");
    }

    static AwsError validation(String message) {
        return AwsError.of(400, "ValidationError", message);
    }

    static AwsError alarmNotFound() {
        return AwsError.of(404, "ResourceNotFound", "Alarm does not exist");
    }

    static AwsError resourceNotFound(String arn) {
        return AwsError.of(404, "ResourceNotFoundException", "Unknown resource " + arn);
    }

    static AwsError dashboardNotFound(String name) {
        return AwsError.of(404, "DashboardNotFoundError", "Dashboard " + name + " does not exist");
    }

    static AwsError dashboardInvalid(String path, String message) {
        return AwsError.of(400, "DashboardInvalidInputError", "The field DashboardBody must be a valid JSON object")
                .with(DashboardInvalidInputErrorException.builder()
                        .dashboardValidationMessages(DashboardValidationMessage.builder()
                                .dataPath(path)
                                .message(message)
                                .build())
                        .build());
    }
}
