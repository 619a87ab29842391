package dev.labctl.localcloud.service.ec2.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * What an instance's metadata says, by path ("Instance metadata categories" and "Dynamic data" of the EC2 User Guide).
 */
final class MetadataTree {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String META = "meta-data/";

    private final Supplier<Instance> instance;
    private final String region;
    private final String accountId;
    private final byte[] userData;
    private final RoleCredentials role;

    /**
     * Describes an instance.
     *
     * @param instance what it is now, with its tags
     * @param userData the bytes given at launch; empty for none
     */
    MetadataTree(Supplier<Instance> instance, String region, String accountId, byte[] userData, RoleCredentials role) {
        this.instance = instance;
        this.region = region;
        this.accountId = accountId;
        this.userData = userData.clone();
        this.role = role;
    }

    /**
     * The bytes at a path, a list of names for a directory; empty where there is nothing.
     *
     * @param path for instance {@code /latest/meta-data/instance-id}
     */
    Optional<byte[]> get(String path) {
        String[] parts = path.split("/", 3);
        if (path.equals("/")) {
            return text("latest");
        }
        if (!parts[1].equals("latest") && !parts[1].matches("\\d{4}-\\d{2}-\\d{2}|1\\.0")) {
            return Optional.empty();
        }
        String wanted = parts.length < 3 ? "" : parts[2];
        if (wanted.equals("user-data")) {
            return userData.length == 0 ? Optional.empty() : Optional.of(userData.clone());
        }
        Instance now = instance.get();
        Map<String, Supplier<String>> all = entries(now);
        // Some clients end the path of a value as if it were a directory's.
        Supplier<String> leaf = all.get(wanted.endsWith("/") ? wanted.substring(0, wanted.length() - 1) : wanted);
        return leaf == null ? directory(all, wanted) : text(leaf.get());
    }

    private static Optional<byte[]> text(String value) {
        return Optional.of(value.getBytes(UTF_8));
    }

    private static Optional<byte[]> directory(Map<String, Supplier<String>> all, String wanted) {
        String prefix = wanted.isEmpty() || wanted.endsWith("/") ? wanted : wanted + "/";
        TreeSet<String> names = all.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .map(rest -> rest.contains("/") ? rest.substring(0, rest.indexOf('/') + 1) : rest)
                .collect(Collectors.toCollection(TreeSet::new));
        return names.isEmpty() ? Optional.empty() : text(String.join("\n", names));
    }

    private Map<String, Supplier<String>> entries(Instance now) {
        Map<String, Supplier<String>> all = new TreeMap<>();
        String zone = now.placement().availabilityZone();
        String mac = now.networkInterfaces().get(0).macAddress();
        put(all, "ami-id", now.imageId());
        put(all, "ami-launch-index", String.valueOf(now.amiLaunchIndex()));
        put(all, "ami-manifest-path", "(unknown)");
        put(all, "hostname", now.privateDnsName());
        put(all, "instance-action", "none");
        put(all, "instance-id", now.instanceId());
        put(all, "instance-life-cycle", "on-demand");
        put(all, "instance-type", now.instanceTypeAsString());
        put(all, "local-hostname", now.privateDnsName());
        put(all, "local-ipv4", now.privateIpAddress());
        put(all, "mac", mac);
        put(all, "placement/availability-zone", zone);
        put(all, "placement/region", region);
        put(all, "services/domain", "amazonaws.com");
        put(all, "services/partition", "aws");
        put(all, "security-groups", groups(now, true));
        if (now.publicIpAddress() != null) {
            put(all, "public-ipv4", now.publicIpAddress());
            put(all, "public-hostname", now.publicDnsName());
        }
        String card = "network/interfaces/macs/" + mac + "/";
        put(all, card + "device-number", "0");
        put(all, card + "interface-id", now.networkInterfaces().get(0).networkInterfaceId());
        put(all, card + "local-ipv4s", now.privateIpAddress());
        put(all, card + "mac", mac);
        put(all, card + "owner-id", accountId);
        put(all, card + "security-group-ids", groups(now, false));
        put(all, card + "security-groups", groups(now, true));
        put(all, card + "subnet-id", now.subnetId());
        put(all, card + "vpc-id", now.vpcId());
        if (now.iamInstanceProfile() != null) {
            all.put(META + "iam/info", () -> role.info(now.iamInstanceProfile()));
            role.name(now.iamInstanceProfile())
                    .ifPresent(name -> all.put(
                            META + "iam/security-credentials/" + name,
                            () -> role.credentials(now.iamInstanceProfile())));
        }
        if ("enabled".equals(now.metadataOptions().instanceMetadataTagsAsString())) {
            for (Tag tag : now.tags()) {
                put(all, "tags/instance/" + tag.key(), tag.value());
            }
        }
        all.put("dynamic/instance-identity/document", () -> document(now));
        return all;
    }

    private static void put(Map<String, Supplier<String>> all, String name, String value) {
        all.put(META + name, () -> value);
    }

    private static String groups(Instance now, boolean byName) {
        List<GroupIdentifier> groups = now.securityGroups();
        return groups.stream()
                .map(group -> byName ? group.groupName() : group.groupId())
                .collect(Collectors.joining("\n"));
    }

    private String document(Instance now) {
        ObjectNode node = JSON.createObjectNode();
        node.put("accountId", accountId);
        node.put("architecture", now.architectureAsString());
        node.put("availabilityZone", now.placement().availabilityZone());
        node.putNull("billingProducts");
        node.putNull("devpayProductCodes");
        node.putNull("marketplaceProductCodes");
        node.put("imageId", now.imageId());
        node.put("instanceId", now.instanceId());
        node.put("instanceType", now.instanceTypeAsString());
        node.putNull("kernelId");
        node.put("pendingTime", now.launchTime().toString());
        node.put("privateIp", now.privateIpAddress());
        node.putNull("ramdiskId");
        node.put("region", region);
        node.put("version", "2017-09-30");
        return node.toPrettyString();
    }
}
