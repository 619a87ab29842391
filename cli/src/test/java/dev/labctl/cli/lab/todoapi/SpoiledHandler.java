package dev.labctl.cli.lab.todoapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API's handler with its answers to some requests falsified, as its environment says: {@code SPOIL_ROUTE} matches
 * method and path, {@code SPOIL_FROM} what of the answer becomes {@code SPOIL_TO}.
 *
 * <p>Runs in Lambda beside the real handler, whose class it finds there.
 */
public final class SpoiledHandler implements RequestStreamHandler {
    static final String ROUTE = "SPOIL_ROUTE";
    static final String FROM = "SPOIL_FROM";
    static final String TO = "SPOIL_TO";

    private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([A-Z]+)\"");
    private static final Pattern PATH = Pattern.compile("\"rawPath\"\\s*:\\s*\"([^\"]*)\"");

    private final RequestStreamHandler real;

    /** Makes the real handler. */
    public SpoiledHandler() throws ReflectiveOperationException {
        real = Class.forName("dev.labctl.runtime.lab.todoapi.TodoApiHandler")
                .asSubclass(RequestStreamHandler.class)
                .getConstructor()
                .newInstance();
    }

    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        byte[] bytes = event.readAllBytes();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        real.handleRequest(new ByteArrayInputStream(bytes), answer, context);
        String request = new String(bytes, StandardCharsets.UTF_8);
        String text = answer.toString(StandardCharsets.UTF_8);
        Map<String, String> environment = System.getenv();
        String route = first(METHOD, request) + " " + first(PATH, request);
        if (route.matches(Objects.requireNonNull(environment.get(ROUTE)))) {
            text = text.replaceAll(
                    Objects.requireNonNull(environment.get(FROM)), Objects.requireNonNull(environment.get(TO)));
        }
        result.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
