package dev.labctl.localcloud.service.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Source text in a template ({@code Code.ZipFile}) as the package that CloudFormation makes of it: one file {@code index},
 * the same bytes for the same text. See <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html">AWS::Lambda::Function
 * Code</a>.
 */
final class InlineCode {
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 1, 1, 0, 0);

    private InlineCode() {}

    /**
     * The package of a function's source text.
     *
     * @throws dev.labctl.localcloud.core.AwsError InvalidParameterValueException for a runtime that takes no source text
     */
    static SdkBytes zip(String source, String runtime) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("index" + extension(runtime));
            entry.setTimeLocal(ALWAYS);
            zip.putNextEntry(entry);
            zip.write(source.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SdkBytes.fromByteArray(bytes.toByteArray());
    }

    private static String extension(String runtime) {
        if (runtime.startsWith("nodejs")) {
            return ".js";
        }
        if (runtime.startsWith("python")) {
            return ".py";
        }
        throw LambdaErrors.invalid(
                "Code.ZipFile holds source text of Node.js or Python; the code of a function with Runtime '%s' is an object in S3 (S3Bucket, S3Key)."
                        .formatted(runtime));
    }
}
