package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.AwsError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/**
 * The path of a REST operation's URI template: literals, {@code {label}} and, last, {@code {label+}} for all the rest.
 *
 * @param parts the segments, labels with their braces
 */
record PathTemplate(List<String> parts) {
    PathTemplate {
        parts = List.copyOf(parts);
    }

    /**
     * The operation's path. The SDK puts S3's bucket into the host name and leaves it out of the template; it is put back
     * here as the first segment, which is how requests are routed.
     */
    static PathTemplate of(OperationModel operation) {
        String uri = operation.binding().requestUri();
        int question = uri.indexOf('?');
        List<String> parts = split(question < 0 ? uri : uri.substring(0, question));
        for (SdkField<?> field : operation.newRequest().sdkFields()) {
            if (field.location() == MarshallLocation.PATH && !parts.contains("{" + field.locationName() + "}")) {
                parts.add(0, "{" + field.locationName() + "}");
            }
        }
        return new PathTemplate(parts);
    }

    private static List<String> split(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return new ArrayList<>(relative.isEmpty() ? List.of() : List.of(relative.split("/", -1)));
    }

    int segments() {
        return parts.size();
    }

    int literalSegments() {
        return (int) parts.stream().filter(part -> !part.startsWith("{")).count();
    }

    /** The labels' decoded values when the path fits the template. A trailing slash is passed over. */
    Optional<Map<String, String>> match(String rawPath) {
        Map<String, String> labels = new HashMap<>();
        int position = rawPath.startsWith("/") ? 1 : 0;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean greedy = part.endsWith("+}");
            OptionalInt end = greedy ? OptionalInt.of(rawPath.length()) : endOfSegment(rawPath, position);
            if (end.isEmpty() || end.getAsInt() <= position || position > rawPath.length()) {
                return Optional.empty();
            }
            String segment = rawPath.substring(position, end.getAsInt());
            if (part.startsWith("{")) {
                labels.put(part.substring(1, part.length() - (greedy ? 2 : 1)), decode(segment));
            } else if (!part.equals(segment)) {
                return Optional.empty();
            }
            position = end.getAsInt() + 1;
        }
        return position >= rawPath.length() ? Optional.of(labels) : Optional.empty();
    }

    private static OptionalInt endOfSegment(String path, int from) {
        if (from > path.length()) {
            return OptionalInt.empty();
        }
        int slash = path.indexOf('/', from);
        return OptionalInt.of(slash < 0 ? path.length() : slash);
    }

    /** In a path a plus sign is a plus sign. Bytes that are no UTF-8 are refused, not replaced. */
    private static String decode(String segment) {
        try {
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean replaced = decoded.contains("\uFFFD")
                    && !segment.toUpperCase(Locale.ROOT).contains("%EF%BF%BD");
            if (!replaced) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw invalidUri();
        }
        throw invalidUri();
    }

    private static AwsError invalidUri() {
        return AwsError.of(400, "InvalidURI", "Couldn't parse the specified URI.");
    }
}
