package dev.labctl.cli.lab.filepipeline;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.lab.DeployedLab;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/**
 * All that the launcher has permissions for: it finds a message, looks for workers, finds no room for one in the first
 * zone, launches it in the second, logs, keeps the event that it fails on, and is invoked by the schedule.
 */
final class LauncherExercise implements Supplier<Optional<String>> {
    /** How long something is waited for that will most likely not come. */
    private static final Duration IN_VAIN = Duration.ofSeconds(4);

    private final ExercisedLab exercised;
    private final DeployedLab lab;
    private Duration patience = ExercisedLab.LONG_ENOUGH;

    LauncherExercise(DeployedLab lab) {
        this.lab = lab;
        this.exercised = new ExercisedLab(lab);
        fillFirstZone();
    }

    private void fillFirstZone() {
        String subnet = lab.physicalId("SubnetA");
        try (Ec2Client ec2 = lab.commandLine().client(Ec2Client.builder())) {
            while (true) {
                ec2.createNetworkInterface(request -> request.subnetId(subnet));
            }
        } catch (Ec2Exception e) {
            if (!e.awsErrorDetails().errorCode().equals("InsufficientFreeAddressesInSubnet")) {
                throw e;
            }
        }
    }

    @Override
    public Optional<String> get() {
        if (exercised.messages() == 0) {
            lab.cloud().sqs().send(lab.output("QueueUrl"), "something to do");
        }
        long begun = System.nanoTime();
        Optional<String> failure = exercised.launch();
        exercised.endWorkers();
        failure = failure.or(() -> exercised.failureOf("logs-written", patience));
        exercised.endWorkers();
        failure = failure.or(() -> exercised.failureOf("failed-launches-kept", patience))
                .or(this::launchBySchedule);
        if (failure.isEmpty()) {
            // One of the steps may well take as long as all of them did.
            patience = IN_VAIN.plusNanos(System.nanoTime() - begun);
        }
        return failure;
    }

    private Optional<String> launchBySchedule() {
        exercised.startSchedule();
        try {
            lab.commandLine().admin().advance(Duration.ofMinutes(1));
            lab.cloud()
                    .poller()
                    .until(
                            "a worker that the schedule has launched",
                            patience,
                            exercised::workers,
                            ids -> !ids.isEmpty());
            return Optional.empty();
        } catch (LabctlException e) {
            if (e.failure() != Failure.TIMED_OUT) {
                throw e;
            }
            return Optional.of("the schedule launches no worker");
        } finally {
            exercised.stopSchedule();
            exercised.endWorkers();
        }
    }
}
