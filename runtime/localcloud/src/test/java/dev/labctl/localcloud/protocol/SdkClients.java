package dev.labctl.localcloud.protocol;

import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** The protocol that an SDK client speaks, by the factory that it makes its marshallers with. */
    static Protocol protocol(Class<?> client, OperationModel operation) {
        String factory = protocolFactory(client);
        if (factory.contains("Ec2")) {
            return Protocol.EC2_QUERY;
        }
        if (factory.contains("Query")) {
            return Protocol.AWS_QUERY;
        }
        if (factory.contains("Xml") || factory.contains("S3")) {
            return Protocol.REST_XML;
        }
        if (factory.contains("Cbor")) {
            return Protocol.RPC_V2_CBOR;
        }
        return operation.binding().operationIdentifier() == null ? Protocol.REST_JSON : Protocol.AWS_JSON_1_0;
    }

    private static String protocolFactory(Class<?> client) {
        String name = client.getPackageName() + ".Default" + client.getSimpleName();
        try {
            return Class.forName(name)
                    .getDeclaredField("protocolFactory")
                    .getType()
                    .getSimpleName();
        } catch (ClassNotFoundException | NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }
}
