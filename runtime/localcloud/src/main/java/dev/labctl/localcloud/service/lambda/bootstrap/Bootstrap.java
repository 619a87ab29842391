package dev.labctl.localcloud.service.lambda.bootstrap;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A function process's main class: hands over to AWS's runtime interface client, and ends the process when the local
 * cloud is gone.
 *
 * <p>Standard input is a pipe the cloud holds open. It ends when the cloud ends, however it ends, so a process never
 * outlives a killed cloud, not even in an endless handler, and nor does what the handler has started. Handlers see an
 * empty standard input, as on AWS.
 */
public final class Bootstrap {
    private Bootstrap() {}

    /** Runs the function whose handler is the first argument. */
    public static void main(String[] args) throws Throwable {
        InputStream cloud = System.in;
        Thread watch = new Thread(() -> awaitEnd(cloud), "cloud-watch");
        watch.setDaemon(true);
        watch.start();
        Runtime.getRuntime().addShutdownHook(new Thread(Bootstrap::endChildren));
        System.setIn(InputStream.nullInputStream());
        if (System.getProperty("os.name", "").startsWith("Linux")) {
            AWSLambda.main(args);
        } else {
            PortableRuntimeClient.run(args[0]);
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // the process belongs to a cloud that is gone
    private static void awaitEnd(InputStream cloud) {
        try {
            cloud.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe says the same as its end.
        }
        endChildren();
        Runtime.getRuntime().halt(1);
    }

    private static void endChildren() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
