package dev.labctl.cli.lab;

import dev.labctl.cli.stack.Deployment;
import java.net.URI;

/** Answers signed HTTP requests: {@code labctl api}. */
public non-sealed interface ServesApi extends Capability {
    @Override
    default String verb() {
        return "api";
    }

    /**
     * An API.
     *
     * @param base the function URL, which ends with a slash
     * @param function the name of the function that answers
     */
    record Api(URI base, String function) {
        /**
         * The address of a path with its query.
         *
         * @param path begins with a slash, and is encoded as a URL needs it
         */
        public URI at(String path) {
            return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path);
        }
    }

    /** The deployed lab's API. */
    Api api(Deployment deployment);
}
