package dev.labctl.localcloud.service.ec2.instance;

import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.network.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;

/** The machines that run now, by instance id, each with its metadata service. */
public final class Machines {
    /** How long an instance's processes have from SIGTERM to SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final CloudEnvironment cloud;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile boolean isHostFit;
    private volatile boolean isClosed;

    public Machines(CloudEnvironment cloud) {
        this.cloud = cloud;
    }

    private record Running(Machine machine, CompletableFuture<Machine.End> end) {}

    /**
     * What a machine is made from.
     *
     * @param region the instance's region
     * @param user the image's user
     * @param release the image's {@code /etc/os-release}
     * @param userData the bytes given at launch; empty for none
     */
    public record Plan(String region, String user, String release, SdkBytes userData) {}

    /** What keeps this host from running instances, and what to do about it; empty when nothing does. */
    public Optional<String> obstacle() {
        if (isHostFit) {
            return Optional.empty();
        }
        // Asked again after a refusal: the host may have been set right meanwhile.
        Optional<String> found = Namespaces.obstacle();
        isHostFit = found.isEmpty();
        return found;
    }

    private MachineFiles files(String instanceId) {
        return new MachineFiles(
                cloud.directory().toAbsolutePath().resolve("ec2").resolve(instanceId));
    }

    /**
     * Boots an instance, for the first time or again with the files it has.
     *
     * @param instance what the instance is, whenever its metadata are asked for
     * @return done when all its processes have ended
     */
    public CompletableFuture<Machine.End> boot(Plan plan, Supplier<Instance> instance, boolean isFirst) {
        Instance now = instance.get();
        String id = now.instanceId();
        MachineFiles files = files(id);
        if (isFirst) {
            files.create(
                    plan.user(),
                    plan.release(),
                    now.privateDnsName(),
                    plan.userData().asByteArray());
        }
        MetadataTree tree = new MetadataTree(
                instance,
                plan.region(),
                cloud.accountId(),
                plan.userData().asByteArray(),
                new RoleCredentials(cloud, plan.region(), id));
        MetadataService metadata =
                new MetadataService(cloud, () -> instance.get().metadataOptions(), tree);
        Machine machine = Machine.boot(files, metadata.endpoint(), cloud.endpoint(), GRACE);
        cloud.workloads().add(machine.processId(), workload(plan.region(), now));
        CompletableFuture<Machine.End> end = machine.end().thenApply(ended -> {
            cloud.workloads().remove(machine.processId());
            metadata.close();
            return ended;
        });
        running.put(id, new Running(machine, end));
        if (isClosed) {
            machine.kill();
        }
        return end;
    }

    private static Workload workload(String region, Instance instance) {
        return new Workload(
                instance.instanceId(),
                region,
                new Workload.Placement(
                        instance.vpcId(),
                        instance.subnetId(),
                        instance.securityGroups().stream()
                                .map(GroupIdentifier::groupId)
                                .toList(),
                        instance.privateIpAddress(),
                        instance.publicIpAddress()));
    }

    /** Shuts the machine down, if it runs; returns when its last process has ended. */
    public void powerOff(String instanceId) {
        Running ended = running.get(instanceId);
        if (ended != null) {
            ended.machine().powerOff();
            ended.end().join();
            running.remove(instanceId, ended);
        }
    }

    /** Has the machine shut down and boot again, if it runs. */
    public void reboot(String instanceId) {
        Running booted = running.get(instanceId);
        if (booted != null) {
            booted.machine().reboot();
        }
    }

    /** The newest 64 KiB of what an instance has printed. */
    public byte[] console(String instanceId) {
        return files(instanceId).newestConsole();
    }

    /**
     * Bytes of a file on an instance's disk; empty where there is none.
     *
     * @param path without the slash at its beginning
     */
    public Optional<byte[]> file(String instanceId, String path, long offset) {
        return files(instanceId).read(path, offset);
    }

    /** Deletes a terminated instance's file system; its console output stays. */
    public void deleteRoot(String instanceId) {
        files(instanceId).deleteRoot();
    }

    /** Deletes everything of an instance. */
    public void delete(String instanceId) {
        files(instanceId).delete();
    }

    /** Ends all machines at once, as when their host fails. */
    public void stop() {
        isClosed = true;
        running.values().forEach(each -> each.machine().kill());
    }
}
