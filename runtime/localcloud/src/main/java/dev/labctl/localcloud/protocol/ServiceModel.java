package dev.labctl.localcloud.protocol;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

/**
 * The operations of a service as the SDK's classes tell them.
 *
 * <p>Loaded as late and as little as possible, because the classes of a large service take longer to load than the cloud
 * may take to start: {@link #operation} touches one operation, only {@link #operations} touches all.
 */
public final class ServiceModel {
    /** Capitals before another word or the end. */
    private static final Pattern ACRONYM = Pattern.compile("([A-Z])([A-Z]+)(?=[A-Z][a-z]|$)");

    private final Class<?> client;
    private final List<String> packages;
    private final Map<String, Optional<OperationModel>> byName = new ConcurrentHashMap<>();
    private volatile @Nullable Collection<OperationModel> all;

    /** The model of the service with this SDK client interface. */
    public ServiceModel(Class<?> client) {
        this.client = client;
        String own = client.getPackageName();
        // DynamoDB Streams' client lives below DynamoDB's package and shares its model classes.
        this.packages = List.of(own, own.substring(0, own.lastIndexOf('.')));
    }

    /** The operation of that name; empty when the service has none. */
    public Optional<OperationModel> operation(String name) {
        if (!name.matches("[A-Za-z0-9]{1,128}")) {
            return Optional.empty();
        }
        Optional<OperationModel> known = byName.get(name);
        if (known != null) {
            return known;
        }
        Optional<OperationModel> loaded = load(name);
        // What does not exist is not kept: names come from outside and would fill the memory.
        loaded.ifPresent(model -> byName.put(name, loaded));
        return loaded;
    }

    private Optional<OperationModel> load(String name) {
        String ofSdk = inTheSdk(name);
        List<String> classNames = ofSdk.equals(name) ? List.of(name) : List.of(name, ofSdk);
        for (String modelPackage : packages) {
            for (String className : classNames) {
                Optional<OperationModel> found = load(modelPackage, className)
                        .filter(model -> model.name().equals(name));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The SDK's classes have acronyms as words: {@code CreateDBInstance} is {@code CreateDbInstance} there. */
    private static String inTheSdk(String name) {
        return ACRONYM.matcher(name)
                .replaceAll(acronym -> acronym.group(1) + acronym.group(2).toLowerCase(Locale.ROOT));
    }

    private Optional<OperationModel> load(String modelPackage, String name) {
        try {
            String request = modelPackage + ".model." + name + "Request";
            return Optional.of(
                    model(Class.forName(request, false, client.getClassLoader()).asSubclass(SdkRequest.class)));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    private OperationModel model(Class<? extends SdkRequest> request) throws ClassNotFoundException {
        ClassNotFoundException notFound = new ClassNotFoundException(request.getName());
        for (String servicePackage : packages) {
            try {
                return OperationModel.of(request, servicePackage + ".transform");
            } catch (ReflectiveOperationException e) {
                notFound.addSuppressed(e);
            }
        }
        throw notFound;
    }

    /** All operations of the service, by name. Loads a class or more for each. */
    public Collection<OperationModel> operations() {
        Collection<OperationModel> known = all;
        if (known == null) {
            known = List.copyOf(loadAll().values());
            all = known;
        }
        return known;
    }

    private Map<String, OperationModel> loadAll() {
        Map<String, OperationModel> models = new TreeMap<>();
        for (Class<? extends SdkRequest> request : requestTypes()) {
            try {
                OperationModel model = model(request);
                models.put(model.name(), model);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("the SDK has no marshaller for " + request.getName(), e);
            }
        }
        return models;
    }

    private Collection<Class<? extends SdkRequest>> requestTypes() {
        List<Class<? extends SdkRequest>> types = new ArrayList<>();
        for (Method method : client.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length > 0 && SdkRequest.class.isAssignableFrom(parameters[0])) {
                types.add(parameters[0].asSubclass(SdkRequest.class));
            }
        }
        return types.stream().distinct().toList();
    }
}
