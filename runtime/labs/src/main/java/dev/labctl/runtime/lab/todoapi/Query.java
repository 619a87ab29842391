package dev.labctl.runtime.lab.todoapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string, taken as {@link Fields} takes those of a body. */
final class Query {
    private final Map<String, String> parameters;
    private final List<String> problems = new ArrayList<>();

    /** The parameters of a request in which there may be no others than those. */
    Query(ApiRequest request, Set<String> known) {
        this.parameters = request.query();
        parameters.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> problems.add("unknown parameter '%s'".formatted(name)));
    }

    /** A whole number in a range; the default where it is missing. */
    int number(String name, int least, int most, int otherwise) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        problems.add("%s must be a whole number from %d to %d".formatted(name, least, most));
        return otherwise;
    }

    @Nullable
    String text(String name) {
        return parameters.get(name);
    }

    /** A value, which is wrong when there is none for what was given. */
    <T> @Nullable T known(String name, Optional<T> value, String mustBe) {
        if (parameters.containsKey(name) && value.isEmpty()) {
            problems.add("%s must be %s".formatted(name, mustBe));
        }
        return value.orElse(null);
    }

    /**
     * Ends the request when anything was wrong.
     *
     * @throws ApiException 400 with every problem
     */
    void check() {
        if (!problems.isEmpty()) {
            throw ApiException.badRequest("Invalid query", problems);
        }
    }
}
