package dev.labctl.cli.command.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Chromium without a window, driven by its DevTools protocol
 * (<a href="https://chromedevtools.github.io/devtools-protocol/">reference</a>).
 */
final class HeadlessBrowser implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://127\\.0\\.0\\.1:(\\d+)/.*");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Map<String, Object>>> answers = new ConcurrentHashMap<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    private HeadlessBrowser(Path program, Path profile) throws Exception {
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String tabs = "http://127.0.0.1:" + port() + "/json/list";
        Object first = JSON
                .std
                .listFrom(http.send(
                                HttpRequest.newBuilder(URI.create(tabs)).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .stream()
                .filter(tab -> "page".equals(((Map<?, ?>) tab).get("type")))
                .findFirst()
                .orElseThrow();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(String.valueOf(((Map<?, ?>) first).get("webSocketDebuggerUrl"))), new Messages())
                .get(1, TimeUnit.MINUTES);
        for (String domain : List.of("Runtime", "Network", "Page", "Log")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** The Chromium of this machine: that of {@code LABCTL_TEST_BROWSER}, else one on the path. */
    static Optional<Path> installed() {
        String given = System.getenv("LABCTL_TEST_BROWSER");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
                .flatMap(name ->
                        Arrays.stream(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it; {@code profile} is a folder of its own. */
    static HeadlessBrowser start(Path program, Path profile) throws Exception {
        return new HeadlessBrowser(program, profile);
    }

    private String port() throws IOException {
        BufferedReader talk = process.errorReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = talk.readLine(); line != null; line = talk.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.matches()) {
                Thread listener = new Thread(() -> talk.lines().forEach(rest -> {}), "browser's talk");
                listener.setDaemon(true);
                listener.start();
                return matcher.group(1);
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the browser did not start: " + said);
    }

    /** Opens a URL. */
    void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
    }

    /** What an expression is, as JSON knows it. */
    @Nullable
    Object evaluate(String expression) throws Exception {
        Map<?, ?> result = (Map<?, ?>) call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .get("result");
        return result == null ? null : result.get("value");
    }

    /** Waits until an expression is true. */
    void await(String what, String expression) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Boolean.TRUE.equals(evaluate("Boolean(" + expression + ")"))) {
            assertThat(System.nanoTime())
                    .as("%s; the page says:%n%s", what, evaluate("document.body?.innerText"))
                    .isLessThan(end);
            Thread.sleep(100);
        }
    }

    /** Clicks on the first element that a selector finds. */
    void click(String selector) throws Exception {
        await(selector, "document.querySelector(`" + selector + "`)");
        evaluate("document.querySelector(`" + selector
                + "`).dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, view: window}))");
    }

    /** Makes the page as wide as a phone, or a desk's screen. */
    void width(int pixels) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Every URL that was asked for. */
    List<String> requested() {
        return List.copyOf(requested);
    }

    /** What scripts threw, and what a policy refused. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private Map<String, Object> call(String method, Map<String, Object> parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(JSON.std.asString(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(1, TimeUnit.MINUTES);
        return answer.get(1, TimeUnit.MINUTES);
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            if (isLast) {
                read(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    @SuppressWarnings("unchecked") // what JSON objects are read as
    private void read(String text) {
        Map<String, Object> message;
        try {
            message = JSON.std.mapFrom(text);
        } catch (IOException e) {
            failures.add("no JSON from the browser: " + text);
            return;
        }
        if (message.get("id") instanceof Number id) {
            CompletableFuture<Map<String, Object>> answer = answers.remove(id.intValue());
            if (answer != null) {
                answer.complete(message.get("result") instanceof Map<?, ?> map ? (Map<String, Object>) map : message);
            }
        } else if ("Runtime.exceptionThrown".equals(message.get("method"))) {
            failures.add(text);
        } else if ("Log.entryAdded".equals(message.get("method")) && text.contains("\"source\":\"security\"")) {
            failures.add(text);
        } else if ("Network.requestWillBeSent".equals(message.get("method"))) {
            if (message.get("params") instanceof Map<?, ?> parameters
                    && parameters.get("request") instanceof Map<?, ?> request) {
                requested.add(String.valueOf(request.get("url")));
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        // The program on the path may be a script that waits for the browser.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
