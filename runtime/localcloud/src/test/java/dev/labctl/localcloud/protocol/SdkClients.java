package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The SDK's synchronous service clients on the class path. */
final class SdkClients {
    private static final Pattern CLIENT =
            Pattern.compile("software/amazon/awssdk/services/(?:\\w+/){1,2}(?!Default)\\w+(?<!Async)Client\\.class");

    private SdkClients() {}

    static List<Class<?>> onClassPath() {
        List<Class<?>> clients = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar") && entry.contains("awssdk")) {
                clients.addAll(in(entry));
            }
        }
        return clients;
    }

    private static List<Class<?>> in(String jar) {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> CLIENT.matcher(name).matches())
                    .<Class<?>>map(SdkClients::load)
                    .filter(client -> Arrays.stream(client.getMethods())
                            .anyMatch(method -> method.getName().equals("builder")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String entry) {
        try {
            return Class.forName(entry.replace('/', '.').substring(0, entry.length() - ".class".length()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The protocol that the SDK's client of an operation speaks, by the factory its marshaller is made with. */
    static Protocol protocol(OperationModel operation) {
        String factory = marshallerFactory(operation);
        if (factory.contains("Ec2")) {
            return Protocol.EC2_QUERY;
        }
        if (factory.contains("Query")) {
            return Protocol.AWS_QUERY;
        }
        if (factory.contains("Xml")) {
            return Protocol.REST_XML;
        }
        if (factory.contains("Cbor")) {
            return Protocol.RPC_V2_CBOR;
        }
        return operation.binding().operationIdentifier() == null ? Protocol.REST_JSON : Protocol.AWS_JSON_1_0;
    }

    private static String marshallerFactory(OperationModel operation) {
        Class<?> request = operation.requestType();
        String services = request.getPackageName().replace(".model", "");
        return List.of(services + ".transform", services + ".streams.transform").stream()
                .map(transform -> transform + "." + request.getSimpleName() + "Marshaller")
                .flatMap(marshaller -> factory(marshaller).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no marshaller for " + request));
    }

    private static Optional<String> factory(String marshaller) {
        try {
            Class<?> type = Class.forName(marshaller);
            return Optional.of(
                    type.getDeclaredField("protocolFactory").getType().getSimpleName());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
