package dev.labctl.cli.cloud.advice;

import static dev.labctl.cli.cloud.advice.Cause.when;

import java.util.List;

/** What passes by itself. */
final class ServiceCauses {
    static final List<Cause> ALL = List.of(
            when(
                    "cannot be assumed by Lambda",
                    "a new role takes some seconds until Lambda knows it; or it does not trust lambda.amazonaws.com",
                    ""),
            when(
                    "Rate exceeded|\\((?:Throttling\\w*|TooManyRequestsException)\\)",
                    "the account asked that service too often, other programs included",
                    "wait some minutes"),
            when(
                    "\\(NotStabilized\\)",
                    "it was made, and did not become ready in the time that CloudFormation waits",
                    "look at it in its own service's console or log for the reason"),
            when(
                    "\\((?:InternalFailure|ServiceInternalError|InternalError|ServiceUnavailable)\\)",
                    "the service failed; the template need not be wrong",
                    "see whether https://health.aws.amazon.com reports anything"));

    private ServiceCauses() {}
}
