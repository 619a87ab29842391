package dev.labctl.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.labctl.cli.archive.restore.RestoreException;
import dev.labctl.cli.command.backup.DatabaseUrl;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.Distribution;
import dev.labctl.cli.output.Console;
import dev.labctl.cli.output.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Runs the quick verbs and an upload once and asks for a database, so that the JVM can write down which classes they
 * need: the launcher makes a class data archive of them, which halves the time that labctl takes to start. The cloud and
 * the database that they ask are stage sets, with which nothing real is touched.
 */
public final class Rehearsal {
    private static final String STACK = """
            <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
              <DescribeStacksResult><Stacks><member>
                <StackId>arn:aws:cloudformation:us-east-1:123456789012:stack/rehearsal/1</StackId>
                <StackName>rehearsal</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
                <CreationTime>2026-01-01T00:00:00Z</CreationTime>
                <Outputs><member>
                  <OutputKey>FilesBucketName</OutputKey><OutputValue>rehearsal</OutputValue>
                </member></Outputs>
              </member></Stacks></DescribeStacksResult>
              <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
            </DescribeStacksResponse>
            """;
    private static final String MULTIPART_BEGUN =
            "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>";
    private static final String MULTIPART_DONE =
            "<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>";
    private static final int LARGE = 9 << 20;
    private static final int SSL_REQUEST_BYTES = 8;

    private Rehearsal() {}

    /** Rehearses in a folder of its own, named by the only argument. */
    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        HttpServer stage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stage.createContext("/", Rehearsal::answer);
        stage.start();
        try {
            furnish(home.resolve("local"), stage.getAddress().getPort());
            Console console = new Console(
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                    new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                    new BufferedReader(Reader.nullReader()));
            Context context = new Context(
                    console,
                    Map.of("LABCTL_HOME", home.toString()),
                    home,
                    Distribution.current(),
                    new ProcessInterrupts());
            start(console, home.resolve("start"));
            Path files = Files.createDirectory(home.resolve("files"));
            Files.writeString(files.resolve("small"), "small");
            Files.write(files.resolve("large"), new byte[LARGE]);
            for (List<String> line : List.of(
                    List.of("--version"),
                    List.of("status"),
                    List.of("status", "-o", "json"),
                    List.of("outputs", "s3-replication"),
                    List.of("local", "status"),
                    List.of("local", "env"),
                    List.of("labs"),
                    List.of("config"),
                    List.of("deploy", "--help"),
                    List.of("completion", "bash", "--line", "labctl verify s"),
                    List.of("completion", "bash", "--line", "labctl backup --rds-instance "),
                    List.of("upload", "--lab", "file-catalog", files.toString()))) {
                new Labctl(context).run(line.toArray(String[]::new));
            }
            connect();
        } finally {
            stage.stop(0);
        }
    }

    /** Starts a local cloud that has no classes, and so ends at once. */
    private static void start(Console console, Path home) throws IOException {
        Distribution empty = new Distribution(home);
        Files.createDirectories(empty.localCloud());
        Files.createFile(empty.localCloud().resolve("empty.jar"));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> environment =
                Map.of("LABCTL_HOME", home.toString(), "LABCTL_LOCAL_PORT", Integer.toString(port));
        new Labctl(new Context(console, environment, home, empty, new ProcessInterrupts())).run("local", "start");
    }

    /** Asks a database that has no certificate: on the way there is most of what every connection needs. */
    private static void connect() throws IOException {
        try (ServerSocket database = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> disappoint(database), "database");
            server.start();
            String url = "postgresql://rehearsal@127.0.0.1:%d/rehearsal?sslmode=require";
            try (Connection open = DatabaseUrl.of(url.formatted(database.getLocalPort()), "--to", Map.of())
                    .target()
                    .open()) {
                throw new IllegalStateException("a database without a certificate let us in: " + open);
            } catch (RestoreException | SQLException e) {
                server.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Agrees to TLS, and then has nothing to prove itself with. */
    private static void disappoint(ServerSocket database) {
        try (Socket connection = database.accept()) {
            connection.getInputStream().readNBytes(SSL_REQUEST_BYTES);
            connection.getOutputStream().write('S');
            SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket secured = (SSLSocket) sockets.createSocket(connection, null, true)) {
                secured.setUseClientMode(false);
                secured.startHandshake();
            }
        } catch (IOException e) {
            // The client was told the same: the scene is over.
            return;
        }
    }

    private static void furnish(Path state, int port) throws IOException {
        Files.createDirectories(state);
        Files.writeString(
                state.resolve("cloud.json"),
                Json.line(Map.of(
                        "pid",
                        ProcessHandle.current().pid(),
                        "port",
                        port,
                        "endpoint",
                        "http://127.0.0.1:" + port,
                        "version",
                        Distribution.version())));
        Files.writeString(
                state.resolve("credentials.json"),
                Json.line(Map.of("accessKeyId", "AKIAREHEARSAL", "secretAccessKey", "none", "adminToken", "none")));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean health = exchange.getRequestURI().getPath().endsWith("/health");
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        byte[] bytes = body(exchange, health).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", health ? "application/json" : "text/xml");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static String body(HttpExchange exchange, boolean health) {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (health) {
            return Json.line(Map.of("pid", ProcessHandle.current().pid()));
        }
        if (exchange.getRequestMethod().equals("PUT")) {
            return "";
        }
        if (query.startsWith("uploads")) {
            return MULTIPART_BEGUN;
        }
        return query.startsWith("uploadId") ? MULTIPART_DONE : STACK;
    }
}
