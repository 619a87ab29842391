package dev.labctl.localcloud.service.ec2.instance.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stands for curl(1): one request, its body on standard output or in a file, with curl's exit statuses and words.
 *
 * <p>Options: {@code -X -H -o -f -s -S -L --retry}, and {@code --user} with {@code --aws-sigv4}.
 */
public final class Curl {
    private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);
    private static final int TIMED_OUT = 28;
    private static final int LONGEST_WAIT_SECONDS = 600;
    private static final int CONNECT_MILLIS = 130_000;

    private final CurlOptions options;
    private final PrintStream out;
    private final PrintStream err;

    private Curl(CurlOptions options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Runs as a program. */
    public static void main(String... arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        CurlOptions options;
        try {
            options = CurlOptions.parse(arguments);
        } catch (ToolFailure e) {
            err.println(e.getMessage());
            return e.status();
        }
        try {
            new Curl(options, out, err).fetch();
            return 0;
        } catch (ToolFailure e) {
            if (!options.isQuiet()) {
                err.println(e.getMessage());
            }
            return e.status();
        }
    }

    /** Tries as often as it may, waiting 1, 2, 4 and so on seconds in between. */
    private void fetch() throws ToolFailure {
        int wait = 1;
        for (int left = options.retries(); ; left--) {
            Attempt attempt = attempt();
            if (!attempt.isTransient() || left == 0) {
                if (attempt.failure() != null) {
                    throw attempt.failure();
                }
                return;
            }
            if (!options.isQuiet()) {
                err.printf("Warning: Transient problem: Will retry in %d seconds. %d retries left.%n", wait, left);
            }
            pause(wait);
            wait = Math.min(2 * wait, LONGEST_WAIT_SECONDS);
        }
    }

    private record Attempt(boolean isTransient, @Nullable ToolFailure failure) {}

    private static void pause(int seconds) throws ToolFailure {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw new ToolFailure(TIMED_OUT, "curl: interrupted");
        }
    }

    private Attempt attempt() throws ToolFailure {
        try {
            HttpURLConnection connection = open();
            int status = connection.getResponseCode();
            boolean isTransient = TRANSIENT.contains(status);
            if (status >= 400 && options.isFailing()) {
                return new Attempt(
                        isTransient, new ToolFailure(22, "curl: (22) The requested URL returned error: " + status));
            }
            save(status < 400 ? connection.getInputStream() : connection.getErrorStream());
            return new Attempt(isTransient, null);
        } catch (SocketTimeoutException e) {
            return new Attempt(true, new ToolFailure(TIMED_OUT, "curl: (28) Connection timed out"));
        } catch (UnknownHostException e) {
            throw new ToolFailure(
                    6, "curl: (6) Could not resolve host: " + options.url().getHost());
        } catch (ConnectException e) {
            throw new ToolFailure(
                    7, "curl: (7) Failed to connect to " + options.url().getAuthority() + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ToolFailure(56, "curl: (56) Failure when receiving data from the peer: " + e.getMessage());
        }
    }

    private HttpURLConnection open() throws IOException, ToolFailure {
        HttpURLConnection connection = (HttpURLConnection) options.url().toURL().openConnection();
        connection.setInstanceFollowRedirects(options.isFollowing());
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setRequestMethod(options.method());
        connection.setRequestProperty("User-Agent", "curl");
        connection.setRequestProperty("Accept", "*/*");
        options.headers().forEach(connection::setRequestProperty);
        Signature signature = options.signature();
        if (signature != null) {
            Map<String, String> signed =
                    signature.headers(options.method(), options.url(), options.headers(), Instant.now());
            signed.forEach(connection::setRequestProperty);
        }
        return connection;
    }

    private void save(@Nullable InputStream body) throws IOException, ToolFailure {
        Path file = options.output();
        if (file == null) {
            if (body != null) {
                body.transferTo(out);
            }
            out.flush();
            return;
        }
        try (OutputStream sink = Files.newOutputStream(file)) {
            if (body != null) {
                body.transferTo(sink);
            }
        } catch (FileSystemException e) {
            throw new ToolFailure(23, "curl: (23) Failure writing output to destination: " + e.getMessage());
        }
    }
}
