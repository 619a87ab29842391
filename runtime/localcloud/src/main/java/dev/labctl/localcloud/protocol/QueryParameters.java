package dev.labctl.localcloud.protocol;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query string or form, decoded, in order, repeated names kept. */
public record QueryParameters(List<Parameter> all) {
    public static final QueryParameters NONE = new QueryParameters(List.of());

    public QueryParameters {
        all = List.copyOf(all);
    }

    /** A name and its value; empty when there was no {@code =}. */
    public record Parameter(String name, String value) {}

    /**
     * Splits and decodes {@code a=b&c}; a plus sign is a space.
     *
     * @throws WireFormatException when a percent sign is not followed by two hexadecimal digits
     */
    public static QueryParameters parse(String encoded) {
        if (encoded.isEmpty()) {
            return NONE;
        }
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                parameters.add(new Parameter(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1))));
            }
        }
        return new QueryParameters(parameters);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new WireFormatException("'" + text + "' is not URL-encoded");
        }
    }

    public Optional<String> first(String name) {
        return all.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .map(Parameter::value);
    }

    public List<String> values(String name) {
        return all.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
    }

    public boolean has(String name) {
        return all.stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    /** The first value of each name. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        all.forEach(parameter -> map.putIfAbsent(parameter.name(), parameter.value()));
        return map;
    }
}
