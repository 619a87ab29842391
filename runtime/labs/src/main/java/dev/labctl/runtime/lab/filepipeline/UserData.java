package dev.labctl.runtime.lab.filepipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a worker's instance runs when it starts: {@code templates/file-pipeline/user-data.sh}, and what that needs to know. */
final class UserData {
    private static final String SCRIPT = "user-data.sh";

    private UserData() {}

    /** The script, after a line for each setting. */
    static String of(LaunchSettings settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_REGION", settings.region());
        variables.put("SQS_QUEUE_URL", settings.queueUrl());
        variables.put("DYNAMODB_TABLE_NAME", settings.table());
        variables.put("S3_BUCKET_NAME", settings.bucket());
        variables.put("EC2_AUTOTERMINATE_MINUTES", settings.idleMinutes());
        variables.put("CODE_BUCKET", settings.codeBucket());
        variables.put("CODE_KEY", settings.codeKey());
        variables.put("METRIC_NAMESPACE", settings.metricNamespace());
        StringBuilder script = new StringBuilder("#!/bin/bash\n");
        variables.forEach((name, value) -> script.append("export %s='%s'\n".formatted(name, quoted(value))));
        return script.append(script()).toString();
    }

    private static String quoted(String value) {
        return value.replace("'", "'\\''");
    }

    private static String script() {
        try (InputStream script =
                Objects.requireNonNull(UserData.class.getResourceAsStream(SCRIPT), "no resource " + SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
