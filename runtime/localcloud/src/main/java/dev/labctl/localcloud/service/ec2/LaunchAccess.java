package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.identity.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * The permissions that RunInstances needs: on what is made, and on what it is made from.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html">Actions, resources,
 *     and condition keys for Amazon EC2</a>
 */
final class LaunchAccess {
    private static final String ACTION = "RunInstances";

    private LaunchAccess() {}

    static List<Access> of(RunInstancesRequest request, Call call) {
        List<Access> needed = new ArrayList<>();
        String instance = Permission.arn(call, Kind.INSTANCE.type(), "*");
        for (Access each : Permission.<RunInstancesRequest>create(
                        ACTION, Kind.INSTANCE, LaunchNetwork::subnetId, LaunchNetwork::groupIds)
                .of(request, call)) {
            boolean isInstance =
                    each.resource().equals(instance) && each.action().equals("ec2:" + ACTION);
            needed.add(isInstance ? withConditions(each, request, call) : each);
        }
        List<String> others = List.of(
                call.arn("ec2", "network-interface/*"),
                call.arn("ec2", "volume/*"),
                "arn:aws:ec2:" + call.region() + "::image/" + request.imageId());
        others.forEach(arn -> needed.add(Access.to("ec2:" + ACTION, arn).with("ec2:Region", call.region())));
        if (request.keyName() != null) {
            needed.add(Access.to("ec2:" + ACTION, call.arn("ec2", "key-pair/" + request.keyName())));
        }
        if (!tags(request, "volume").isEmpty()) {
            needed.add(Access.to("ec2:CreateTags", call.arn("ec2", "volume/*"))
                    .with("ec2:Region", call.region())
                    .with("ec2:CreateAction", ACTION));
        }
        return needed;
    }

    private static Access withConditions(Access access, RunInstancesRequest request, Call call) {
        Access all = access.withRequestTags(tags(request, "instance"));
        all = with(all, "ec2:InstanceType", request.instanceTypeAsString());
        IamInstanceProfileSpecification profile = request.iamInstanceProfile();
        if (profile != null) {
            String arn = profile.arn() != null
                    ? profile.arn()
                    : "arn:aws:iam::%s:instance-profile/%s".formatted(call.accountId(), profile.name());
            all = with(all, "ec2:InstanceProfile", arn);
        }
        InstanceMetadataOptionsRequest metadata = request.metadataOptions();
        if (metadata != null) {
            all = with(all, "ec2:MetadataHttpTokens", metadata.httpTokensAsString());
            all = with(all, "ec2:MetadataHttpEndpoint", metadata.httpEndpointAsString());
            Integer hops = metadata.httpPutResponseHopLimit();
            all = with(all, "ec2:MetadataHttpPutResponseHopLimit", hops == null ? null : hops.toString());
        }
        return all;
    }

    /** A key that the request says nothing about is not there. */
    private static Access with(Access access, String key, @Nullable String value) {
        return value == null ? access : access.with(key, value);
    }

    private static Map<String, String> tags(RunInstancesRequest request, String type) {
        return Resources.map(request.tagSpecifications().stream()
                .filter(specification -> type.equals(specification.resourceTypeAsString()))
                .map(TagSpecification::tags)
                .flatMap(List::stream)
                .toList());
    }
}
