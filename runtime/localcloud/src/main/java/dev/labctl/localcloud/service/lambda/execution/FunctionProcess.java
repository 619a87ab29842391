package dev.labctl.localcloud.service.lambda.execution;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.postgres.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Starts a function's JVM with the flags, class path and environment AWS gives it.
 *
 * <p>Nothing of the cloud's own environment reaches it. Where AWS mounts {@code /opt} and {@code /tmp}, the process gets
 * the merged layers in its {@link ClassPath}, {@code PATH} and {@code LD_LIBRARY_PATH}, and a directory of its own as {@code
 * java.io.tmpdir}; its working directory is its task root.
 */
final class FunctionProcess {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionProcess.class);
    private static final String MAIN = "dev.labctl.localcloud.service.lambda.bootstrap.Bootstrap";
    private static final String WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER";

    /** Those that give the credentials under their first names, too. */
    private static final Set<String> OLDER_RUNTIMES = Set.of("java8.al2", "java11");

    private final CloudEnvironment cloud;
    private final RuntimeKit kit;
    private final JavaHomes homes;
    private final ClassDataArchives archives;

    FunctionProcess(CloudEnvironment cloud, RuntimeKit kit, ClassDataArchives archives) {
        this.cloud = cloud;
        this.kit = kit;
        this.homes = new JavaHomes();
        this.archives = archives;
    }

    /**
     * A process that was started.
     *
     * @param isTraining whether it writes a class-data archive when it ends in an orderly way
     * @param end done when it has ended and its archive, if any, is taken over
     */
    record Started(Process process, boolean isTraining, CompletableFuture<Void> end) {}

    /**
     * Starts the process.
     *
     * @param api the value of {@code AWS_LAMBDA_RUNTIME_API}
     * @param temporary the process's own temporary directory
     * @param output the file its output is appended to
     */
    Started start(
            FunctionSpec function, RoleSession session, String api, String logStream, Path temporary, Path output) {
        Path home = homes.of(function.runtime());
        List<String> command = new ArrayList<>(wrapper(function));
        command.add(java(home));
        String classPath = ClassPath.of(kit, function);
        ClassDataArchives.Use classData = archives.claim(home, classPath, JvmFlags.ownOptions(function));
        command.addAll(classData.flags());
        command.addAll(JvmFlags.of(home, function));
        command.addAll(kit.flags());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-XX:ErrorFile=" + temporary.resolve("hs_err_pid%p.log"));
        command.addAll(List.of("-cp", classPath, MAIN, function.handler()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(function.taskRoot().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment(function, session.credentials(), api, logStream, home));
        try {
            Process process = builder.start();
            CompletableFuture<Void> end = process.onExit()
                    .thenAccept(ended -> archives.ended(classData, ended.exitValue()))
                    .exceptionally(FunctionProcess::unexpected);
            return new Started(process, classData.isTraining(), end);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process for function " + function.name(), e);
        }
    }

    /**
     * The function's own script that starts the runtime, where it has one; the paths AWS mounts are the ones used here.
     *
     * <p>See <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html">Modifying the runtime
     * environment</a>.
     */
    private static List<String> wrapper(FunctionSpec function) {
        String script = function.variables().get(WRAPPER);
        if (script == null || script.isEmpty()) {
            return List.of();
        }
        if (script.startsWith("/var/task/")) {
            return List.of(function.taskRoot()
                    .resolve(script.substring("/var/task/".length()))
                    .toString());
        }
        return function.opt() != null && script.startsWith("/opt/")
                ? List.of(function.opt()
                        .resolve(script.substring("/opt/".length()))
                        .toString())
                : List.of(script);
    }

    private static @Nullable Void unexpected(Throwable failure) {
        LOG.error("a class-data archive was not taken over", failure);
        return null;
    }

    private static String java(Path home) {
        return home.resolve("bin").resolve("java").toString();
    }

    private Map<String, String> environment(
            FunctionSpec function, Credentials credentials, String api, String logStream, Path home) {
        Map<String, String> all = new HashMap<>();
        String opt = function.opt() == null ? "/opt" : function.opt().toString();
        String task = function.taskRoot().toString();
        all.put("PATH", home.resolve("bin") + ":/usr/local/bin:/usr/bin/:/bin:" + opt + "/bin");
        String runtime = kit.directory().toString();
        all.put(
                "LD_LIBRARY_PATH",
                "%1$s/lib:/lib64:/usr/lib64:%2$s:%2$s/lib:%3$s:%3$s/lib:%4$s/lib".formatted(home, runtime, task, opt));
        all.put("AWS_ENDPOINT_URL", cloud.endpoint().toString());
        Path authority = cloud.directory().resolve(CertificateAuthority.FILE);
        if (Files.exists(authority)) {
            // Whom the cloud's databases are vouched for by, in place of the RDS bundle that functions bring along on
            // AWS.
            all.put("AWS_CA_BUNDLE", authority.toString());
        }
        all.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        all.put("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000");
        all.put("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1");
        all.put("_AWS_XRAY_DAEMON_PORT", "2000");
        all.put("LANG", "en_US.UTF-8");
        // AWS's images have that locale; where it is missing, Java could not even read a class path that is not ASCII.
        all.put("LC_ALL", "C.UTF-8");
        all.put("TZ", ":UTC");
        all.putAll(function.variables());
        all.put("AWS_LAMBDA_RUNTIME_API", api);
        all.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        all.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memoryMegabytes()));
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", function.logging().group());
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
        if (function.logging().isJson()) {
            all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            all.put("AWS_LAMBDA_LOG_LEVEL", function.logging().applicationLevel());
        }
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        all.put("AWS_REGION", function.region());
        all.put("AWS_DEFAULT_REGION", function.region());
        all.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        all.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        if (OLDER_RUNTIMES.contains(function.runtime())) {
            all.put("AWS_ACCESS_KEY", credentials.accessKeyId());
            all.put("AWS_SECRET_KEY", credentials.secretAccessKey());
        }
        all.put("AWS_SESSION_TOKEN", credentials.sessionToken());
        all.put("LAMBDA_TASK_ROOT", task);
        all.put("LAMBDA_RUNTIME_DIR", runtime);
        all.put("_HANDLER", function.handler());
        all.put("_LAMBDA_TELEMETRY_LOG_FD", "1");
        return all;
    }
}
