package dev.labctl.localcloud.core;

import java.util.List;
import java.util.Set;

/**
 * What a service is on the wire.
 *
 * @param name the package and table prefix, for instance {@code sqs}; also the ARN namespace
 * @param signingName the service in the SigV4 scope
 * @param client the SDK's client interface, from which all operations of the service are read
 * @param protocols the protocols its clients speak; the first is the one the SDK's metadata is for
 * @param arnNamespaces the ARN namespaces whose resources it owns (dynamodb also owns its streams)
 */
public record ServiceDefinition(
        String name, String signingName, Class<?> client, List<Protocol> protocols, Set<String> arnNamespaces) {
    public ServiceDefinition {
        protocols = List.copyOf(protocols);
        arnNamespaces = Set.copyOf(arnNamespaces);
    }

    /** A service whose package, signing name and ARN namespace are all the same word. */
    public static ServiceDefinition of(String name, Class<?> client, Protocol... protocols) {
        return new ServiceDefinition(name, name, client, List.of(protocols), Set.of(name));
    }

    /** AWS's wire protocols, by their Smithy names. */
    public enum Protocol {
        AWS_QUERY,
        EC2_QUERY,
        AWS_JSON_1_0,
        AWS_JSON_1_1,
        REST_JSON,
        REST_XML,
        RPC_V2_CBOR
    }
}
