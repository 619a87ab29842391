package dev.labctl.cli.lab;

import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.cloud.CloudException;
import dev.labctl.cli.cloud.Lambda;
import dev.labctl.cli.cloud.Sts;
import dev.labctl.cli.lab.check.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the permissions that a function URL asks for its caller has not got: the URL's answer does not say it.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Control access to Lambda function URLs</a>
 */
public final class UrlPermissions {
    private static final List<String> NEEDED = List.of("lambda:InvokeFunctionUrl", "lambda:InvokeFunction");
    private static final Map<String, String> CONDITIONS =
            Map.of("lambda:FunctionUrlAuthType", "AWS_IAM", "lambda:InvokedViaFunctionUrl", "true");
    private static final Pattern SESSION = Pattern.compile("arn:[a-z-]+:sts::\\d{12}:assumed-role/([^/]+)/.+");

    private UrlPermissions() {}

    /**
     * The permissions on the function that neither the caller's own policies give nor the function's; nothing when the
     * caller may not look at these policies.
     */
    public static Optional<List<String>> missing(Cloud cloud, String function) {
        try {
            Sts.Caller caller = cloud.sts().caller();
            String arn = cloud.lambda()
                    .settings(function)
                    .map(Lambda.FunctionSettings::arn)
                    .orElse(function);
            String principal = principal(cloud, caller.arn());
            JsonValue policy =
                    JsonValue.read(cloud.lambda().policy(function).orElse("{}")).at("Statement");
            return Optional.of(NEEDED.stream()
                    .filter(action -> !isGranted(policy, action, principal))
                    .filter(action -> !isAllowed(cloud, principal, action, arn))
                    .toList());
        } catch (CloudException e) {
            if (e.status() == 0) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The user or role behind the caller. */
    private static String principal(Cloud cloud, String caller) {
        Matcher session = SESSION.matcher(caller);
        return session.matches() ? cloud.iam().roleArn(session.group(1)) : caller;
    }

    private static boolean isAllowed(Cloud cloud, String principal, String action, String function) {
        return principal.endsWith(":root")
                || cloud.iam().simulate(principal, action, function, CONDITIONS).equals("allowed");
    }

    private static boolean isGranted(JsonValue statements, String action, String principal) {
        return statements.items().stream()
                .filter(statement -> statement.at("Effect").text().equals("Allow"))
                .filter(statement -> texts(statement.at("Action")).contains(action))
                .map(statement -> statement.at("Principal"))
                .anyMatch(who -> who.text().equals("*")
                        || texts(who.at("AWS")).stream().anyMatch(each -> each.equals("*") || each.equals(principal)));
    }

    private static List<String> texts(JsonValue value) {
        return value.items().stream().map(JsonValue::text).toList();
    }
}
