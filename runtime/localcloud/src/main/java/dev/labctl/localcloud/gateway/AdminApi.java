package dev.labctl.localcloud.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.labctl.localcloud.chaos.Chaos;
import dev.labctl.localcloud.console.Console;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.http.HttpExchange;
import dev.labctl.localcloud.protocol.WireResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages beside AWS's: {@code health}, {@code coverage}, {@code requests}, {@code clock}, {@code files}, {@code chaos},
 * {@code links} and {@code stop} under {@code /_labctl/}.
 *
 * <p>{@code health} is open, and so is {@code callback/<service>/<secret>}, where services take answers to URLs they gave
 * out; the others need {@code Authorization: Bearer <token>}, so that no page in a browser can
 * reach them. Under {@code open/} are the pages for a browser, which has come by a link of {@code links}: see {@link
 * Console}.
 */
public final class AdminApi {
    static final String PATH = "/_labctl/";

    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
    private static final int LONGEST_BODY = 4096;
    private static final String CALLBACK = "PUT callback/";
    private static final String FILES = "GET files/";
    private static final int LONGEST_CALLBACK = 65_536;

    private static final Pattern OFFSET = Pattern.compile("offset=(\\d{1,18})");

    private final String token;
    private final Runnable stop;
    private final ObjectMapper json = new ObjectMapper();

    private AdminApi(String token, Runnable stop) {
        this.token = token;
        this.stop = stop;
    }

    /** Pages with a fresh token; {@code stop} begins the cloud's end and returns. */
    public static AdminApi withNewToken(Runnable stop) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return new AdminApi(HexFormat.of().formatHex(random), stop);
    }

    /** What {@code Authorization: Bearer} must say. */
    public String token() {
        return token;
    }

    /** The pages of this cloud. */
    public Pages of(CloudEnvironment environment, RequestCounts counts) {
        Console console = new Console(environment);
        return exchange -> {
            try {
                if (exchange.path().startsWith(Console.PATH)) {
                    console.handle(exchange);
                } else {
                    handle(exchange, environment, counts, console);
                }
            } catch (RuntimeException e) {
                LOG.error("{} failed", exchange.path(), e);
                send(exchange, 500, Map.of("error", String.valueOf(e.getMessage())));
            }
        };
    }

    /** Answers what is asked under {@link #PATH}. */
    @FunctionalInterface
    public interface Pages {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void handle(HttpExchange exchange, CloudEnvironment environment, RequestCounts counts, Console console)
            throws IOException {
        String page = exchange.method() + " " + exchange.path().substring(PATH.length());
        if (page.equals("GET health")) {
            send(
                    exchange,
                    200,
                    Map.of("status", "ready", "pid", ProcessHandle.current().pid()));
            return;
        }
        if (page.startsWith(CALLBACK)) {
            callback(exchange, page.substring(CALLBACK.length()), environment);
            return;
        }
        String authorization = exchange.headers().get("authorization");
        if (authorization == null || !Hashes.same("Bearer " + token, authorization)) {
            send(exchange, 401, Map.of("error", "this page needs the admin token of credentials.json"));
            return;
        }
        if (page.startsWith(FILES)) {
            sendFile(exchange, page.substring(FILES.length()), environment);
            return;
        }
        switch (page) {
            case "GET coverage" -> send(exchange, 200, new Coverage(environment.registry()).asMap());
            case "GET chaos" -> send(exchange, 200, ChaosPage.of(environment.chaos()));
            case "POST chaos" -> beginChaos(exchange, environment.chaos());
            case "DELETE chaos" -> {
                environment.chaos().end();
                send(exchange, 200, ChaosPage.of(environment.chaos()));
            }
            case "GET requests" -> send(exchange, 200, counts.asMap());
            case "POST links" -> send(exchange, 201, Map.of("link", console.newLink()));
            case "GET clock" -> send(exchange, 200, clock(environment));
            case "POST clock" -> advance(exchange, environment);
            case "POST stop" -> {
                send(exchange, 202, Map.of("status", "stopping"));
                stop.run();
            }
            default -> send(exchange, 404, Map.of("error", "there is no '" + page + "' under " + PATH));
        }
    }

    private void callback(HttpExchange exchange, String target, CloudEnvironment environment) throws IOException {
        byte[] body = exchange.body().readNBytes(LONGEST_CALLBACK + 1);
        int slash = target.indexOf('/');
        int status = slash < 0 || body.length > LONGEST_CALLBACK
                ? 400
                : service(target.substring(0, slash), environment)
                        .map(service -> service.callback(target.substring(slash + 1), body))
                        .orElse(404);
        environment.store().awaitDurable();
        send(exchange, status, Map.of());
    }

    private static Optional<Service> service(String name, CloudEnvironment environment) {
        return environment.registry().services().stream()
                .filter(service -> service.definition().name().equals(name))
                .findFirst();
    }

    /** Answers with the bytes of a file from {@code ?offset=} on. */
    private void sendFile(HttpExchange exchange, String target, CloudEnvironment environment) throws IOException {
        int slash = target.indexOf('/');
        Matcher offset = OFFSET.matcher(exchange.query());
        Optional<byte[]> found = slash < 0 || !offset.matches()
                ? Optional.empty()
                : service(target.substring(0, slash), environment)
                        .flatMap(service -> service.file(
                                URLDecoder.decode(target.substring(slash + 1).replace("+", "%2B"), UTF_8),
                                Long.parseLong(offset.group(1))));
        if (found.isPresent()) {
            exchange.answer(200, Map.of("Content-Type", "application/octet-stream"), found.get());
        } else {
            send(exchange, 404, Map.of("error", "there is no file '" + target + "'"));
        }
    }

    private void beginChaos(HttpExchange exchange, Chaos chaos) throws IOException {
        try {
            chaos.begin(ChaosPage.plan(json.readTree(exchange.body().readNBytes(LONGEST_BODY))));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            send(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        send(exchange, 200, ChaosPage.of(chaos));
    }

    private void advance(HttpExchange exchange, CloudEnvironment environment) throws IOException {
        Duration by;
        try {
            JsonNode body = json.readTree(exchange.body().readNBytes(LONGEST_BODY));
            by = Duration.parse(body.path("advance").asText());
        } catch (IOException | DateTimeException e) {
            send(exchange, 400, Map.of("error", "the body must be {\"advance\":\"PT1H\"}: " + e.getMessage()));
            return;
        }
        try {
            environment.clock().advance(by);
        } catch (IllegalArgumentException e) {
            send(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        environment.store().awaitDurable();
        send(exchange, 200, clock(environment));
    }

    private static Map<String, Object> clock(CloudEnvironment environment) {
        Map<String, Object> clock = new LinkedHashMap<>();
        clock.put("now", environment.clock().instant().toString());
        clock.put("offset", environment.clock().offset().toString());
        return clock;
    }

    private void send(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        Exchanges.send(
                exchange,
                new WireResponse(status, Map.of("Content-Type", "application/json"), json.writeValueAsBytes(body)));
    }
}
