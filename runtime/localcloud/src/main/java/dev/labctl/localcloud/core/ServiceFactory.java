package dev.labctl.localcloud.core;

/** Makes a service; found through {@link java.util.ServiceLoader}. */
@FunctionalInterface
public interface ServiceFactory {
    Service create(CloudEnvironment environment);
}
