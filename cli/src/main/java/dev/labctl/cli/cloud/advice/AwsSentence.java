package dev.labctl.cli.cloud.advice;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What AWS said about a failure, without the ids of requests around it: only AWS's support can read those, and the
 * stack's events keep them.
 *
 * @param text its own words
 * @param code the error's code, {@code AccessDenied}; empty when there was none
 * @see <a href="https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html">
 *     Handler error codes</a>
 */
public record AwsSentence(String text, String code) {
    private static final Pattern HANDLER = Pattern.compile(
            "^Resource handler returned message: \"(.*)\" \\((?:RequestToken: [^,]*, )?HandlerErrorCode: (\\w+)\\)$",
            Pattern.DOTALL);
    private static final Pattern ERROR_CODE = Pattern.compile("Error Code: (\\w+)");
    private static final Pattern SERVICE = Pattern.compile("\\s*\\(Service: [^()]*\\)");
    private static final Pattern ATTEMPTS = Pattern.compile("\\s*\\(SDK (?:Attempt Count|Diagnostics): [^()]*\\)");
    private static final Pattern ENCODED = Pattern.compile("\\s*Encoded authorization failure message: \\S+");

    /** The sentence in the reason that a stack's event or an error gives. */
    public static AwsSentence of(String reason, String code) {
        Matcher handler = HANDLER.matcher(reason.strip());
        String said = handler.matches() ? handler.group(1) : reason.strip();
        String handlerCode = handler.matches() ? handler.group(2) : code;
        Matcher named = ERROR_CODE.matcher(said);
        String ownCode = named.find() ? named.group(1) : handlerCode;
        String text = ENCODED.matcher(
                        ATTEMPTS.matcher(SERVICE.matcher(said).replaceAll("")).replaceAll(""))
                .replaceAll("")
                .replaceAll("\\s*\\n\\s*", " ")
                .strip();
        return new AwsSentence(text, ownCode);
    }

    /** The same for a reason that comes without a code. */
    public static AwsSentence of(String reason) {
        return of(reason, "");
    }

    @Override
    public String toString() {
        return code.isEmpty() ? text : "%s (%s)".formatted(text, code);
    }
}
