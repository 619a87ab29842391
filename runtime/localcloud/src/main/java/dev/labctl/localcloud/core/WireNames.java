package dev.labctl.localcloud.core;

import java.util.Map;
import java.util.Optional;

/**
 * What a service's wire format knows and the SDK's metadata does not: the SDK describes each service in one protocol only,
 * and its XML readers ignore the names of root elements.
 *
 * @param flattened the awsQuery names of lists and maps of a service whose metadata is for JSON, by {@code Owner.Member}
 *     ({@code SendMessageBatchRequest.Entries}) or, for all owners, by {@code Member}
 * @param queryErrorCodes awsQuery's error codes by the JSON protocol's
 * @param xmlRoots the root element of a restXml answer, by operation
 * @param xmlNamespace the {@code xmlns} of XML answers; empty for none
 * @param hasErrorDetail whether awsQuery's errors end with an empty {@code Detail}
 */
public record WireNames(
        Map<String, Flattened> flattened,
        Map<String, String> queryErrorCodes,
        Map<String, String> xmlRoots,
        String xmlNamespace,
        boolean hasErrorDetail) {
    /** A service of which the SDK's metadata says all. */
    public static final WireNames FROM_METADATA = new WireNames(Map.of(), Map.of(), Map.of(), "", false);

    public WireNames {
        flattened = Map.copyOf(flattened);
        queryErrorCodes = Map.copyOf(queryErrorCodes);
        xmlRoots = Map.copyOf(xmlRoots);
    }

    /** A service that only needs its XML namespace told. */
    public static WireNames namespace(String xmlNamespace) {
        return new WireNames(Map.of(), Map.of(), Map.of(), xmlNamespace, false);
    }

    /** How the list or map {@code member} of the structure {@code owner} is named; empty when the metadata says it. */
    public Optional<Flattened> flattened(String owner, String member) {
        Flattened own = flattened.get(owner + "." + member);
        return Optional.ofNullable(own == null ? flattened.get(member) : own);
    }

    /**
     * A list or map without an element around it.
     *
     * @param name the name each entry carries, for instance {@code Attribute} in {@code Attribute.1.Name}
     * @param key the name of a map entry's key; empty for a list
     * @param value the name of a map entry's value; empty for a list
     */
    public record Flattened(String name, String key, String value) {
        /** A list whose entries are {@code name.1}, {@code name.2} ... */
        public static Flattened list(String name) {
            return new Flattened(name, "", "");
        }

        /** A map whose entries are {@code name.1.key} and {@code name.1.value}. */
        public static Flattened map(String name, String key, String value) {
            return new Flattened(name, key, value);
        }
    }
}
