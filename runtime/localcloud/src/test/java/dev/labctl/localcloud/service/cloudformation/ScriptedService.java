package dev.labctl.localcloud.service.cloudformation;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceRequest;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Properties;
import dev.labctl.localcloud.schema.Schema;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A service for tests: things that take as long, and fail when, their properties say. */
public final class ScriptedService implements Service {
    private final Table<String> things;
    private final CloudEnvironment environment;

    private ScriptedService(CloudEnvironment environment) {
        this.environment = environment;
        this.things = environment.store().table("scripted.things", Codec.TEXT);
    }

    /** What there is in a cloud: values by physical id. */
    static Map<String, String> things(CloudEnvironment environment) {
        Map<String, String> all = new TreeMap<>();
        environment
                .store()
                .table("scripted.things", Codec.TEXT)
                .entries()
                .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("scripted", Runnable.class, ServiceDefinition.Protocol.AWS_JSON_1_0);
    }

    @Override
    public void register(Operations operations) {
        // resources only
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new Thing());
    }

    /** {@code Test::Scripted::Thing}. */
    private final class Thing implements ResourceType {
        @Override
        public String name() {
            return "Test::Scripted::Thing";
        }

        @Override
        public ObjectSchema schema() {
            return ObjectSchema.of()
                    .createOnly("Kind", Schema.STRING)
                    .optional("Value", Schema.STRING)
                    .optional("Millis", Schema.INTEGER)
                    .optional("FailOn", Schema.STRING);
        }

        @Override
        public PhysicalResource create(ResourceRequest request) {
            String id = request.generatedName(60);
            environment.store().write(() -> things.put(id, value(request.properties())));
            request.created(id);
            play(request.properties(), "create");
            return physical(id, request.properties());
        }

        @Override
        public PhysicalResource update(ResourceRequest request) {
            play(request.properties(), "update");
            environment.store().write(() -> things.put(request.id(), value(request.properties())));
            return physical(request.id(), request.properties());
        }

        @Override
        public void delete(ResourceRequest request) {
            play(request.properties(), "delete");
            environment.store().write(() -> {
                things.remove(request.id());
            });
        }

        private void play(Properties properties, String what) {
            try {
                Thread.sleep(properties.integer("Millis").orElse(0));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (properties.string("FailOn").filter(what::equals).isPresent()) {
                throw AwsError.of(400, "InvalidRequest", "told to fail on " + what);
            }
        }

        private static String value(Properties properties) {
            return properties.string("Value").orElse("");
        }

        private static PhysicalResource physical(String id, Properties properties) {
            return new PhysicalResource(id, Map.of("Value", value(properties)));
        }
    }

    /** Found by the service loader. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new ScriptedService(environment);
        }
    }
}
