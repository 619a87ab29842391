package dev.labctl.cli.readme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The AWS CLI of this machine, if there is one that finds a local cloud by {@code AWS_ENDPOINT_URL}. */
final class AwsCli {
    private static final Pattern VERSION = Pattern.compile("aws-cli/(\\d+)\\.(\\d+)\\.");
    private static final int FIRST_MINOR_OF_1 = 29;
    private static final int FIRST_MINOR_OF_2 = 13;

    private AwsCli() {}

    static boolean isThere() {
        try {
            Process process = new ProcessBuilder("aws", "--version")
                    .redirectErrorStream(true)
                    .start();
            Matcher version =
                    VERSION.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return version.find()
                    && Integer.parseInt(version.group(2))
                            >= (version.group(1).equals("1") ? FIRST_MINOR_OF_1 : FIRST_MINOR_OF_2);
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
