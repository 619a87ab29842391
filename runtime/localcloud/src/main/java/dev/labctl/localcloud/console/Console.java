package dev.labctl.localcloud.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.http.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The pages of {@code labctl open}: {@code GET} only, under {@link #PATH}.
 *
 * <p>{@code login} changes a link's token for a cookie; all else needs that cookie. {@code data/<view>} and
 * {@code data/<view>/<name>} are JSON, with an {@code ETag} for those who ask again and again; the rest is what stands in
 * {@link Assets}. Nothing that the pages show is loaded from elsewhere, and secrets are taken out of all of it.
 */
public final class Console {
    /** Where the pages are. */
    public static final String PATH = "/_labctl/open/";

    private static final String DATA = "data/";
    private static final Map<String, String> GUARDS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none';"
                    + " require-trusted-types-for 'script'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "no-store");
    private static final JsonMapper JSON = new JsonMapper();

    private final CloudEnvironment environment;
    private final Doorway doorway;
    private final Overview overview;
    private final Map<String, View> views = new LinkedHashMap<>();

    /** The pages of this cloud. */
    public Console(CloudEnvironment environment) {
        this(environment, Clock.systemUTC());
    }

    Console(CloudEnvironment environment, InstantSource clock) {
        this.environment = environment;
        this.doorway =
                new Doorway(environment.store(), clock, environment.endpoint().getPort());
        for (View view : List.of(
                new StacksView(),
                new QueuesView(),
                new TablesView(),
                new BucketsView(),
                new FunctionsView(),
                new LogsView(),
                new InstancesView(),
                new DatabasesView())) {
            views.put(view.name(), view);
        }
        this.overview = new Overview(environment, List.copyOf(views.values()));
    }

    /** A link that lets one browser in, once: a path with a query. */
    public String newLink() {
        return PATH + "login?token=" + doorway.newLink();
    }

    /** Answers what is asked under {@link #PATH}. */
    public void handle(HttpExchange exchange) throws IOException {
        if (!doorway.isAddressedRightly(exchange)) {
            say(exchange, 403, "This page answers to 127.0.0.1 and localhost only.");
        } else if (!exchange.method().equals("GET")) {
            Map<String, String> headers = new LinkedHashMap<>(GUARDS);
            headers.put("Allow", "GET");
            exchange.answer(405, headers, new byte[0]);
        } else {
            String page = exchange.path().substring(PATH.length());
            if (page.equals("login")) {
                enter(exchange);
            } else if (!doorway.isKnown(exchange)) {
                say(exchange, 401, "This page opens by a link that works once. Run: labctl open");
            } else if (page.startsWith(DATA)) {
                sendData(exchange, page.substring(DATA.length()));
            } else {
                sendAsset(exchange, page);
            }
        }
    }

    private void enter(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        Optional<String> cookie = doorway.enter(query.getOrDefault("token", ""));
        if (cookie.isEmpty()) {
            say(exchange, 401, "This link was used, or is too old. Run: labctl open");
            return;
        }
        String view = plain(query.get("view"));
        String region = plain(query.get("region"));
        Map<String, String> headers = new LinkedHashMap<>(GUARDS);
        headers.put("Content-Type", "text/html; charset=utf-8");
        headers.put("Set-Cookie", cookie.get());
        // No redirect: a browser does not send the strict cookie along with one that began at another site.
        headers.put("Refresh", "0; url=" + PATH + "#/" + view + (region.isEmpty() ? "" : "?region=" + region));
        exchange.answer(200, headers, "<!doctype html><title>labctl</title>".getBytes(UTF_8));
    }

    private static String plain(@Nullable String word) {
        return word != null && word.matches("[a-z0-9-]{1,30}") ? word : "";
    }

    private void sendAsset(HttpExchange exchange, String page) throws IOException {
        Optional<Assets.Asset> asset = Assets.find(page);
        if (asset.isEmpty()) {
            say(exchange, 404, "There is no such page.");
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>(GUARDS);
        headers.put("Content-Type", asset.get().contentType());
        exchange.answer(200, headers, asset.get().bytes());
    }

    private void sendData(HttpExchange exchange, String page) throws IOException {
        if (!doorway.isOwn(exchange)) {
            say(exchange, 403, "Only this page itself may read its data.");
            return;
        }
        Optional<Facts> found;
        try {
            found = data(page, query(exchange));
        } catch (AwsError e) {
            // What was looked at is gone, mostly.
            sendJson(exchange, 404, new Facts().with("error", String.valueOf(e.getMessage())));
            return;
        } catch (IllegalArgumentException e) {
            sendJson(exchange, 400, new Facts().with("error", String.valueOf(e.getMessage())));
            return;
        }
        if (found.isEmpty()) {
            sendJson(exchange, 404, new Facts().with("error", "there is no such page"));
        } else {
            sendJson(exchange, 200, found.get());
        }
    }

    private Optional<Facts> data(String page, Map<String, String> query) {
        Calls calls = new Calls(environment, query.getOrDefault("region", "us-east-1"));
        if (page.equals("overview")) {
            return Optional.of(overview.of(calls));
        }
        if (page.equals("regions")) {
            return Optional.of(overview.regions());
        }
        int slash = page.indexOf('/');
        View view = views.get(slash < 0 ? page : page.substring(0, slash));
        if (view == null) {
            return Optional.empty();
        }
        return Optional.of(
                slash < 0
                        ? Listing.of(view.items(calls), query.getOrDefault("search", ""), from(query))
                        : view.details(calls, decoded(page.substring(slash + 1))));
    }

    private static int from(Map<String, String> query) {
        String from = query.getOrDefault("from", "0");
        if (!from.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'from' must be a number");
        }
        return Integer.parseInt(from);
    }

    private static void sendJson(HttpExchange exchange, int status, Facts facts) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(Redaction.of(JSON.valueToTree(facts.asMap())));
        CRC32 sum = new CRC32();
        sum.update(bytes);
        String tag = "\"%x-%x\"".formatted(sum.getValue(), bytes.length);
        Map<String, String> headers = new LinkedHashMap<>(GUARDS);
        headers.put("ETag", tag);
        if (status == 200 && tag.equals(exchange.headers().get("if-none-match"))) {
            exchange.answer(304, headers, new byte[0]);
            return;
        }
        headers.put("Content-Type", "application/json");
        exchange.answer(status, headers, bytes);
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(GUARDS);
        headers.put("Content-Type", "text/plain; charset=utf-8");
        exchange.answer(status, headers, (text + "\n").getBytes(UTF_8));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : exchange.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
