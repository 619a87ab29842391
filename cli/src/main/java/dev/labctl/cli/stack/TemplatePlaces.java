package dev.labctl.cli.stack;

import dev.labctl.cli.cloud.StackEvent;
import dev.labctl.cli.cloud.advice.AwsSentence;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds what CloudFormation complains about in the template, which it names in many ways and mostly without a line. */
final class TemplatePlaces {
    private static final Pattern RESOURCE = Pattern.compile("(?i)resources?:? \\[?'?([A-Za-z0-9]+)'?]?");
    private static final Pattern CIRCLE = Pattern.compile("Circular dependency between resources: \\[([^]]+)]");
    private static final Pattern REFERENCE = Pattern.compile(
            "Unresolved resource dependencies \\[([^,\\]]+)|undefined resource (\\w+)|No export named (\\S+?) found"
                    + "|Unrecognized resource types?: \\[([^,\\]]+)");
    private static final Pattern PROPERTY = Pattern.compile(
            "#/(\\w+)|[Ee]xtraneous key \\[(\\w+)]|[Uu]nsupported propert(?:y|ies)(?: in \\S+:)? \\[?(\\w+)");

    private TemplatePlaces() {}

    /** The place of what an event of a stack is about. */
    static Optional<String> of(StackEvent event, AwsSentence said, TemplateFile template) {
        return template.placeOf(event.logicalId(), property(said)).or(() -> in(said.text(), template));
    }

    /** The place, {@code template.yaml:12}, or the places of all that are involved. */
    static Optional<String> in(String complaint, TemplateFile template) {
        Matcher circle = CIRCLE.matcher(complaint);
        if (circle.find()) {
            return circle(Arrays.asList(circle.group(1).split(", ")), template);
        }
        Matcher reference = REFERENCE.matcher(complaint);
        if (reference.find()) {
            return template.lineOfText(group(reference)).map(line -> template.path() + ":" + line);
        }
        Matcher resource = RESOURCE.matcher(complaint);
        while (resource.find()) {
            Optional<String> place = template.placeOf(resource.group(1), property(AwsSentence.of(complaint)));
            if (place.isPresent()) {
                return place;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> circle(List<String> ids, TemplateFile template) {
        String places = ids.stream()
                .flatMap(id -> template.lineOf(id).map(line -> "%s:%d".formatted(template.path(), line)).stream())
                .limit(3)
                .collect(Collectors.joining(", "));
        return Optional.of(places).filter(each -> !each.isEmpty());
    }

    /** The property that a sentence names, or an empty string. */
    static String property(AwsSentence said) {
        Matcher named = PROPERTY.matcher(said.text());
        return named.find() ? group(named) : "";
    }

    private static String group(Matcher found) {
        for (int i = 1; i <= found.groupCount(); i++) {
            if (found.group(i) != null) {
                return found.group(i);
            }
        }
        return "";
    }
}
