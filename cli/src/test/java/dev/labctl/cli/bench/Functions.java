package dev.labctl.cli.bench;

import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A lab's function through the gateway, as an SDK client sees it. */
final class Functions implements Section {
    /** So many events that neither the client's code nor the cloud's is still being compiled. */
    private static final int WARMING = 1500;

    private static final int WARM = 300;

    @Override
    public String name() {
        return "functions";
    }

    @Override
    public void measure(Bed bed, Consumer<Row> table) throws Exception {
        bed.labctl("deploy", "s3-replication", "--yes");
        String name = bed.output("s3-replication", "ReplicatorFunctionName");
        try (LambdaClient lambda = bed.line().client(LambdaClient.builder())) {
            table.accept(
                    Row.report("Lambda invoke, cold, code never run before", Samples.of(invoke(lambda, name)), "ms"));
            change(lambda, name);
            // The first process of some code leaves its class data to the later ones, in the background.
            Thread.sleep(5000);
            Samples cold = bed.repeat(() -> {
                change(lambda, name);
                return invoke(lambda, name);
            });
            table.accept(Row.atMost(400, "Lambda invoke, cold", cold, "ms"));
            for (int i = 0; i < WARMING; i++) {
                invoke(lambda, name);
            }
            double[] warm = new double[WARM];
            for (int i = 0; i < WARM; i++) {
                warm[i] = invoke(lambda, name);
            }
            table.accept(Row.atMost(5, "Lambda invoke, warm", Samples.of(warm), "ms"));
        }
        bed.labctl("destroy", "s3-replication", "--yes");
    }

    /** Has the next event start a process. */
    private static void change(LambdaClient lambda, String name) {
        lambda.updateFunctionConfiguration(
                request -> request.functionName(name).description("changed at " + System.nanoTime()));
        lambda.waiter().waitUntilFunctionUpdatedV2(request -> request.functionName(name));
    }

    private static double invoke(LambdaClient lambda, String name) {
        long started = System.nanoTime();
        InvokeResponse response = lambda.invoke(
                request -> request.functionName(name).payload(SdkBytes.fromUtf8String("{\"Records\":[]}")));
        double millis = (System.nanoTime() - started) / 1e6;
        if (response.functionError() != null) {
            throw new IllegalStateException(response.payload().asUtf8String());
        }
        return millis;
    }
}
