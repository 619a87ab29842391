package dev.labctl.localcloud.service.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Launches instances of a test's cloud, and waits for what becomes of them. */
final class InstanceFixture {
    static final String UBUNTU = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id";

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Ec2Client ec2;
    private final String imageId;

    InstanceFixture(CloudFixture cloud) {
        this.ec2 = cloud.client(Ec2Client.builder());
        this.imageId = cloud.client(SsmClient.builder())
                .getParameter(request -> request.name(UBUNTU))
                .parameter()
                .value();
    }

    String imageId() {
        return imageId;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** Launches one with this script as user data; returns its id. */
    String run(String script, Consumer<RunInstancesRequest.Builder> more) {
        return ec2.runInstances(request -> {
                    request.imageId(imageId)
                            .instanceType("t3.micro")
                            .minCount(1)
                            .maxCount(1)
                            .userData(base64("#!/bin/bash\n" + script));
                    more.accept(request);
                })
                .instances()
                .get(0)
                .instanceId();
    }

    Instance get(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }

    String console(String id) {
        String output = ec2.getConsoleOutput(request -> request.instanceId(id)).output();
        return new String(Base64.getDecoder().decode(output), UTF_8);
    }

    void awaitState(String id, InstanceStateName state) {
        await(
                id + " to be " + state,
                () -> get(id).state().nameAsString() + "\n" + console(id),
                seen -> seen.startsWith(state + "\n"));
    }

    /** Waits until the instance has printed this; returns all of its output. */
    String awaitConsole(String id, String text) {
        return await("'" + text + "' on the console", () -> console(id), seen -> seen.contains(text));
    }

    private static String await(String goal, Supplier<String> look, Predicate<String> isReached) {
        Instant end = Instant.now().plus(DEADLINE);
        String seen = look.get();
        while (!isReached.test(seen)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited for " + goal + "; last seen: " + seen);
            }
            pause();
            seen = look.get();
        }
        return seen;
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Makes a role that EC2 may assume, in a profile of the same name. */
    static void profile(IamClient iam, String name) {
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{"Service":"ec2.amazonaws.com"}}]}"""));
        iam.createInstanceProfile(request -> request.instanceProfileName(name));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(name).roleName(name));
    }
}
