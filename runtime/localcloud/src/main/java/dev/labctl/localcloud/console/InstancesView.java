package dev.labctl.localcloud.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Instances, and the end of what they printed on their consoles. */
final class InstancesView implements View {
    private static final int CONSOLE_LINES = 300;

    @Override
    public String name() {
        return "instances";
    }

    @Override
    public List<Item> items(Calls calls) {
        List<Item> items = new ArrayList<>();
        @Nullable String token = null;
        do {
            DescribeInstancesResponse page = calls.call(
                    DescribeInstancesRequest.builder().nextToken(token).build(), DescribeInstancesResponse.class);
            page.reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .forEach(instance -> items.add(new Item(
                            instance.instanceId(),
                            instance.instanceId() + " " + tags(instance).getOrDefault("Name", ""),
                            () -> row(instance))));
            token = page.nextToken();
        } while (token != null);
        return items;
    }

    private static Map<String, String> tags(Instance instance) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : instance.tags()) {
            tags.put(tag.key(), tag.value());
        }
        return tags;
    }

    private static Facts row(Instance instance) {
        return new Facts()
                .with("name", instance.instanceId())
                .with("title", tags(instance).get("Name"))
                .with("status", instance.state().nameAsString())
                .with("type", instance.instanceTypeAsString())
                .with("address", instance.privateIpAddress())
                .with("launched", instance.launchTime());
    }

    @Override
    public Facts details(Calls calls, String name) {
        Instance instance = calls
                .call(DescribeInstancesRequest.builder().instanceIds(name).build(), DescribeInstancesResponse.class)
                .reservations()
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no instance " + name));
        @Nullable
        String printed = calls.call(
                        GetConsoleOutputRequest.builder().instanceId(name).build(), GetConsoleOutputResponse.class)
                .output();
        List<String> console = printed == null
                ? List.of()
                : new String(Base64.getMimeDecoder().decode(printed), UTF_8)
                        .lines()
                        .toList();
        return row(instance)
                .with("reason", instance.stateTransitionReason())
                .with("image", instance.imageId())
                .with("vpc", instance.vpcId())
                .with("subnet", instance.subnetId())
                .with("tags", tags(instance))
                .with("console", console.subList(Math.max(0, console.size() - CONSOLE_LINES), console.size()))
                .with("consoleLines", console.size());
    }
}
