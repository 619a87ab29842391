package dev.labctl.cli.lab.todoapi;

import dev.labctl.cli.lab.DeployedLab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** A deployed API that can be made to answer wrongly, or anybody, while a test looks. */
final class SpoiledApi {
    private static final String ALIAS = "live";
    private static final String KEY = "spoiled/code.zip";

    private final DeployedLab lab;
    private final String function;

    /** Puts the handler that spoils answers beside the real one; nothing is spoiled yet. */
    SpoiledApi(DeployedLab lab) {
        this.lab = lab;
        this.function = lab.output("FunctionName");
        Map<String, String> parameters = lab.deployment().stack().parameters();
        String bucket = Objects.requireNonNull(parameters.get("CodeBucket"));
        String key = Objects.requireNonNull(parameters.get("CodeKey"));
        try (S3Client s3 = lab.commandLine().client(S3Client.builder());
                LambdaClient lambda = lab.commandLine().client(LambdaClient.builder())) {
            byte[] code =
                    withHandler(s3.getObject(request -> request.bucket(bucket).key(key)));
            s3.putObject(request -> request.bucket(bucket).key(KEY), RequestBody.fromBytes(code));
            lambda.updateFunctionCode(
                    request -> request.functionName(function).s3Bucket(bucket).s3Key(KEY));
            lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(function));
        }
    }

    private static byte[] withHandler(InputStream zip) {
        String handler = SpoiledHandler.class.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(zip);
                ZipOutputStream out = new ZipOutputStream(whole);
                InputStream bytes = Objects.requireNonNull(
                        SpoiledHandler.class.getClassLoader().getResourceAsStream(handler))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry(handler));
            bytes.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole.toByteArray();
    }

    /** Falsifies answers: of requests whose method and path match, what matches becomes something else. */
    void with(String route, String from, String to, Runnable test) {
        try (LambdaClient lambda = lab.commandLine().client(LambdaClient.builder())) {
            GetFunctionConfigurationResponse before =
                    lambda.getFunctionConfiguration(request -> request.functionName(function));
            String version = lambda.getAlias(
                            request -> request.functionName(function).name(ALIAS))
                    .functionVersion();
            Map<String, String> variables = new HashMap<>(before.environment().variables());
            variables.put(SpoiledHandler.ROUTE, route);
            variables.put(SpoiledHandler.FROM, from);
            variables.put(SpoiledHandler.TO, to);
            configure(lambda, SpoiledHandler.class.getName(), variables);
            try {
                pointAt(
                        lambda,
                        lambda.publishVersion(request -> request.functionName(function))
                                .version());
                test.run();
            } finally {
                pointAt(lambda, version);
                configure(lambda, before.handler(), before.environment().variables());
            }
        }
    }

    private void configure(LambdaClient lambda, String handler, Map<String, String> variables) {
        lambda.updateFunctionConfiguration(request -> request.functionName(function)
                .handler(handler)
                .environment(Environment.builder().variables(variables).build()));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(function));
    }

    private void pointAt(LambdaClient lambda, String version) {
        lambda.updateAlias(request -> request.functionName(function).name(ALIAS).functionVersion(version));
    }

    /** Lets everybody in, signed or not. */
    void open(Runnable test) {
        try (LambdaClient lambda = lab.commandLine().client(LambdaClient.builder())) {
            authenticate(lambda, FunctionUrlAuthType.NONE);
            lambda.addPermission(request -> request.functionName(function)
                    .qualifier(ALIAS)
                    .statementId("everybody-url")
                    .principal("*")
                    .action("lambda:InvokeFunctionUrl")
                    .functionUrlAuthType(FunctionUrlAuthType.NONE));
            lambda.addPermission(request -> request.functionName(function)
                    .qualifier(ALIAS)
                    .statementId("everybody-function")
                    .principal("*")
                    .action("lambda:InvokeFunction")
                    .invokedViaFunctionUrl(true));
            try {
                test.run();
            } finally {
                for (String id : new String[] {"everybody-url", "everybody-function"}) {
                    lambda.removePermission(request ->
                            request.functionName(function).qualifier(ALIAS).statementId(id));
                }
                authenticate(lambda, FunctionUrlAuthType.AWS_IAM);
            }
        }
    }

    private void authenticate(LambdaClient lambda, FunctionUrlAuthType type) {
        lambda.updateFunctionUrlConfig(
                request -> request.functionName(function).qualifier(ALIAS).authType(type));
    }
}
