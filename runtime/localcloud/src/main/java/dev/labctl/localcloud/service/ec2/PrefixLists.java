package dev.labctl.localcloud.service.ec2;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/** The address lists that AWS keeps of the services that gateway endpoints lead to. */
final class PrefixLists {
    private static final Map<String, List<String>> BLOCKS = Map.of(
            "s3", List.of("52.216.0.0/15", "54.231.0.0/16", "3.5.0.0/19", "16.182.0.0/16"),
            "dynamodb", List.of("52.94.0.0/22", "52.119.224.0/20", "3.218.180.0/22"));
    private static final Map<String, String> KNOWN_IDS = Map.of(
            "us-east-1/s3",
            "pl-63a5400a",
            "us-east-1/dynamodb",
            "pl-02cd2c6b",
            "us-west-2/s3",
            "pl-68a54001",
            "us-west-2/dynamodb",
            "pl-00a54069",
            "eu-west-1/s3",
            "pl-6da54004",
            "eu-west-1/dynamodb",
            "pl-6fa54006",
            "eu-central-1/s3",
            "pl-6ea54007",
            "eu-central-1/dynamodb",
            "pl-66a5400f");

    private PrefixLists() {}

    /**
     * One list.
     *
     * @param id its id, {@code pl-63a5400a}
     * @param name its name, {@code com.amazonaws.us-east-1.s3}
     * @param blocks its addresses
     */
    record PrefixList(String id, String name, List<String> blocks) {
        PrefixList {
            blocks = List.copyOf(blocks);
        }
    }

    /** The region's lists. */
    static List<PrefixList> of(String region) {
        return BLOCKS.entrySet().stream()
                .map(entry -> new PrefixList(
                        KNOWN_IDS.getOrDefault(
                                region + "/" + entry.getKey(),
                                "pl-%08x".formatted((region + entry.getKey()).hashCode())),
                        "com.amazonaws." + region + "." + entry.getKey(),
                        entry.getValue()))
                .sorted((left, right) -> left.id().compareTo(right.id()))
                .toList();
    }

    static Optional<PrefixList> find(String region, String id) {
        return of(region).stream().filter(list -> list.id().equals(id)).findFirst();
    }

    /** The list of a service's addresses, by the endpoint service's name. */
    static Optional<PrefixList> ofService(String region, String serviceName) {
        return of(region).stream()
                .filter(list -> list.name().equals(serviceName))
                .findFirst();
    }

    static AwsError missing(String id) {
        return Ec2Errors.of("InvalidPrefixListID.NotFound", "The prefix list ID '" + id + "' does not exist");
    }

    static void register(Registrar registrar) {
        registrar.read(DescribePrefixListsRequest.class, Permission.any("DescribePrefixLists"), PrefixLists::describe);
        registrar.read(
                DescribeManagedPrefixListsRequest.class,
                Permission.any("DescribeManagedPrefixLists"),
                PrefixLists::describeManaged);
        registrar.read(
                GetManagedPrefixListEntriesRequest.class,
                Permission.on("GetManagedPrefixListEntries", GetManagedPrefixListEntriesRequest::prefixListId),
                PrefixLists::entries);
    }

    private static List<PrefixList> wanted(String region, List<String> ids) {
        for (String id : ids) {
            if (find(region, id).isEmpty()) {
                throw missing(id);
            }
        }
        return of(region).stream()
                .filter(list -> ids.isEmpty() || ids.contains(list.id()))
                .toList();
    }

    private static DescribePrefixListsResponse describe(DescribePrefixListsRequest request, Call call) {
        return Registrar.page(
                request,
                wanted(call.region(), request.prefixListIds()).stream()
                        .map(list -> software.amazon.awssdk.services.ec2.model.PrefixList.builder()
                                .prefixListId(list.id())
                                .prefixListName(list.name())
                                .cidrs(list.blocks())
                                .build())
                        .toList(),
                software.amazon.awssdk.services.ec2.model.PrefixList::prefixListId,
                Map.of(),
                (page, token) -> DescribePrefixListsResponse.builder()
                        .prefixLists(page)
                        .nextToken(token)
                        .build(),
                software.amazon.awssdk.services.ec2.model.PrefixList.builder());
    }

    private static DescribeManagedPrefixListsResponse describeManaged(
            DescribeManagedPrefixListsRequest request, Call call) {
        return Registrar.page(
                request,
                wanted(call.region(), request.prefixListIds()).stream()
                        .map(list -> ManagedPrefixList.builder()
                                .prefixListId(list.id())
                                .prefixListName(list.name())
                                .prefixListArn("arn:aws:ec2:%s:aws:prefix-list/%s".formatted(call.region(), list.id()))
                                .addressFamily("IPv4")
                                .state("create-complete")
                                .ownerId("AWS")
                                .build())
                        .toList(),
                ManagedPrefixList::prefixListId,
                Map.of(),
                (page, token) -> DescribeManagedPrefixListsResponse.builder()
                        .prefixLists(page)
                        .nextToken(token)
                        .build(),
                ManagedPrefixList.builder());
    }

    private static GetManagedPrefixListEntriesResponse entries(GetManagedPrefixListEntriesRequest request, Call call) {
        PrefixList list =
                find(call.region(), request.prefixListId()).orElseThrow(() -> missing(request.prefixListId()));
        return GetManagedPrefixListEntriesResponse.builder()
                .entries(list.blocks().stream()
                        .map(block -> PrefixListEntry.builder().cidr(block).build())
                        .toList())
                .build();
    }
}
