package dev.labctl.localcloud.service.ec2.instance.tool;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of curl(1) that {@link Curl} knows. */
final class CurlOptions {
    private static final int USAGE = 2;
    private static final Map<String, String> LONG_NAMES = Map.of(
            "--request", "-X",
            "--header", "-H",
            "--output", "-o",
            "--user", "-u",
            "--fail", "-f",
            "--silent", "-s",
            "--show-error", "-S",
            "--location", "-L");

    private final Map<String, String> headers = new LinkedHashMap<>();
    private String method = "GET";
    private @Nullable URI url;
    private @Nullable Path output;
    private @Nullable String user;
    private @Nullable String signature;
    private boolean isFailing;
    private boolean isSilent;
    private boolean showsErrors;
    private boolean isFollowing;
    private int retries;

    private CurlOptions() {}

    /** Reads a command line. @throws ToolFailure 2 for an option that is not known */
    static CurlOptions parse(List<String> arguments) throws ToolFailure {
        CurlOptions options = new CurlOptions();
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String argument = left.pop();
            if (argument.startsWith("--")) {
                options.take(LONG_NAMES.getOrDefault(argument, argument), left);
            } else if (argument.startsWith("-") && argument.length() > 1) {
                options.takeLetters(argument, left);
            } else {
                options.takeUrl(argument);
            }
        }
        if (options.url == null) {
            throw new ToolFailure(USAGE, "curl: (2) no URL specified");
        }
        if ((options.user == null) != (options.signature == null)) {
            throw new ToolFailure(USAGE, "curl: --user and --aws-sigv4 are implemented together only");
        }
        return options;
    }

    /** Letters may share a dash, and a value may follow its letter at once: {@code -fsSoFILE}. */
    private void takeLetters(String argument, Deque<String> left) throws ToolFailure {
        for (int at = 1; at < argument.length(); at++) {
            String option = "-" + argument.charAt(at);
            boolean hasValue = "XHou".indexOf(argument.charAt(at)) >= 0;
            if (hasValue && at + 1 < argument.length()) {
                left.push(argument.substring(at + 1));
                at = argument.length();
            }
            take(option, left);
        }
    }

    private void take(String option, Deque<String> left) throws ToolFailure {
        switch (option) {
            case "-X" -> method = value(option, left);
            case "-H" -> takeHeader(value(option, left));
            case "-o" -> output = Path.of(value(option, left));
            case "-u" -> user = value(option, left);
            case "--aws-sigv4" -> signature = value(option, left);
            case "--retry" -> retries = number(option, value(option, left));
            case "-f" -> isFailing = true;
            case "-s" -> isSilent = true;
            case "-S" -> showsErrors = true;
            case "-L" -> isFollowing = true;
            default ->
                throw new ToolFailure(
                        USAGE,
                        "curl: option " + option
                                + " is not implemented by the local cloud's stand-in; install curl on the host");
        }
    }

    private static String value(String option, Deque<String> left) throws ToolFailure {
        if (left.isEmpty()) {
            throw new ToolFailure(USAGE, "curl: option " + option + ": requires parameter");
        }
        return left.pop();
    }

    private static int number(String option, String value) throws ToolFailure {
        if (!value.matches("\\d{1,6}")) {
            throw new ToolFailure(USAGE, "curl: option " + option + ": expected a proper numerical parameter");
        }
        return Integer.parseInt(value);
    }

    private void takeHeader(String header) throws ToolFailure {
        int colon = header.indexOf(':');
        String name = colon < 0 ? header : header.substring(0, colon).strip();
        String value = colon < 0 ? "" : header.substring(colon + 1).strip();
        if (value.isEmpty() || name.toLowerCase(Locale.ROOT).equals("host")) {
            throw new ToolFailure(
                    USAGE, "curl: the header '" + header + "' is not implemented by the local cloud's stand-in");
        }
        headers.put(name, value);
    }

    private void takeUrl(String text) throws ToolFailure {
        if (url != null) {
            throw new ToolFailure(USAGE, "curl: several URLs are not implemented by the local cloud's stand-in");
        }
        try {
            url = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw new ToolFailure(3, "curl: (3) URL using bad/illegal format or missing URL");
        }
        if (!List.of("http", "https").contains(url.getScheme()) || url.getHost() == null) {
            throw new ToolFailure(1, "curl: (1) Protocol \"" + url.getScheme() + "\" not supported");
        }
    }

    URI url() {
        return Objects.requireNonNull(url);
    }

    String method() {
        return method;
    }

    /** The headers as given, by name. */
    Map<String, String> headers() {
        return headers;
    }

    /** Where the body goes; null for standard output. */
    @Nullable
    Path output() {
        return output;
    }

    /** How requests are signed; null when they are not. */
    @Nullable
    Signature signature() throws ToolFailure {
        return signature == null || user == null ? null : Signature.of(signature, user);
    }

    /** Whether an error's page is not shown, but told by the exit status. */
    boolean isFailing() {
        return isFailing;
    }

    boolean isQuiet() {
        return isSilent && !showsErrors;
    }

    boolean isFollowing() {
        return isFollowing;
    }

    int retries() {
        return retries;
    }
}
