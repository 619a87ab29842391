package dev.labctl.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.labctl.cli.command.FailureCase.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endpoint of AWS that answers each operation as it was recorded. Of several answers to an operation it gives one after
 * the other, and the last again and again; those that come after another operation take over once that was asked for. In a
 * body, {@code <endpoint>} stands for this endpoint, and {@code <time>} for how often that other operation was asked for.
 */
final class RecordedCloud implements AutoCloseable {
    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]+)");

    private final HttpServer server;
    private final List<Answer> answers;
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Integer> times = new HashMap<>();
    private final List<String> unanswered = new ArrayList<>();
    private final Map<String, Integer> given = new HashMap<>();

    RecordedCloud(List<Answer> answers) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where it listens. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked for that no answer was recorded to. */
    synchronized List<String> unanswered() {
        return List.copyOf(unanswered);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String operation = operation(exchange, body);
        Answer answer = next(operation);
        if (times.merge(operation, 1, Integer::sum) == 1) {
            asked.add(operation);
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body()
                .replace("<endpoint>", url())
                .replace("<time>", String.valueOf(times.getOrDefault(answer.after(), 0)))
                .getBytes(StandardCharsets.UTF_8);
        boolean empty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : bytes.length);
        if (!empty) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String operation(HttpExchange exchange, String body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return target.substring(target.indexOf('.') + 1);
        }
        Matcher action = ACTION.matcher(body);
        return action.find() ? action.group(1) : exchange.getRequestMethod() + " " + exchange.getRequestURI();
    }

    private Answer next(String operation) {
        String after = answers.stream()
                .filter(each -> matches(each.operation(), operation))
                .map(Answer::after)
                .filter(each -> each.isEmpty() || asked.contains(each))
                .max(Comparator.comparingInt(asked::indexOf))
                .orElse("");
        List<Answer> fitting = answers.stream()
                .filter(each ->
                        matches(each.operation(), operation) && each.after().equals(after))
                .toList();
        if (fitting.isEmpty()) {
            unanswered.add(operation);
            return new Answer(operation, "", 404, Map.of(), "");
        }
        int turn = Objects.requireNonNull(given.merge(operation + " after " + after, 1, Integer::sum));
        return fitting.get(Math.min(turn, fitting.size()) - 1);
    }

    private static boolean matches(String pattern, String operation) {
        return operation.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
