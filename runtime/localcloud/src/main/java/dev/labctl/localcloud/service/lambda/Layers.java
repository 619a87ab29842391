package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.SdkState;
import dev.labctl.localcloud.store.Codec;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionByArnResponse;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentInput;
import software.amazon.awssdk.services.lambda.model.LayerVersionContentOutput;
import software.amazon.awssdk.services.lambda.model.LayerVersionsListItem;
import software.amazon.awssdk.services.lambda.model.LayersListItem;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsRequest;
import software.amazon.awssdk.services.lambda.model.ListLayerVersionsResponse;
import software.amazon.awssdk.services.lambda.model.ListLayersRequest;
import software.amazon.awssdk.services.lambda.model.ListLayersResponse;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishLayerVersionResponse;

/** Layers and their versions. A deleted version is no longer listed, but functions that have it keep it. */
final class Layers {
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ").withZone(ZoneOffset.UTC);

    private final CloudEnvironment cloud;
    private final CodeSource source;
    private final Function<String, String> codeUrl;
    private final Rows<GetLayerVersionResponse> versions;
    private final Rows<Boolean> deleted;
    private final ReentrantLock lock = new ReentrantLock();

    /** {@code codeUrl} gives the address at which stored code can be downloaded, by its hash. */
    Layers(CloudEnvironment cloud, CodeSource source, Function<String, String> codeUrl) {
        this.cloud = cloud;
        this.source = source;
        this.codeUrl = codeUrl;
        versions = new Rows<>(cloud.store().table("lambda.layers", SdkState.codec(GetLayerVersionResponse::builder)));
        deleted = new Rows<>(cloud.store().table("lambda.deleted-layers", Codec.json(Boolean.class)));
    }

    /** A layer version by its parts. */
    private record Reference(String region, String accountId, String name, long version) {
        static Reference of(String layerName, long version, Call call) {
            String[] parts = layerName.split(":", -1);
            return parts.length > 6
                    ? new Reference(parts[3], parts[4], parts[6], version)
                    : new Reference(call.region(), call.accountId(), layerName, version);
        }

        static Optional<Reference> ofArn(String arn) {
            String[] parts = arn.split(":", -1);
            boolean isLayer = parts.length == 8 && parts[5].equals("layer") && parts[7].matches("\\d{1,10}");
            return isLayer
                    ? Optional.of(new Reference(parts[3], parts[4], parts[6], Long.parseLong(parts[7])))
                    : Optional.empty();
        }

        String arn() {
            return "arn:aws:lambda:" + region + ":" + accountId + ":layer:" + name;
        }

        String prefix() {
            return region + "/" + name + "/";
        }

        String key() {
            return "%s%010d".formatted(prefix(), version);
        }
    }

    static String arn(String layerName, Call call) {
        return Reference.of(layerName, 0, call).arn();
    }

    static String versionArn(String layerName, Long version, Call call) {
        return arn(layerName, call) + ":" + version;
    }

    /**
     * The layer version a function refers to.
     *
     * @throws AwsError InvalidParameterValueException when it does not exist
     */
    Layer reference(String arn, String region) {
        GetLayerVersionResponse found = Reference.ofArn(arn)
                .filter(reference -> reference.region().equals(region))
                .filter(reference -> deleted.get(reference.key()).isEmpty())
                .flatMap(reference -> versions.get(reference.key()))
                .orElseThrow(() -> LambdaErrors.invalid("Layer version " + arn + " does not exist."));
        return Layer.builder().arn(arn).codeSize(found.content().codeSize()).build();
    }

    /** The content's hash of a layer version that some function has. */
    String contentHash(String arn) {
        return Reference.ofArn(arn)
                .flatMap(reference -> versions.get(reference.key()))
                .orElseThrow(LambdaErrors::resourceNotFound)
                .content()
                .codeSha256();
    }

    /** The hashes of all layer content. */
    List<String> contentHashes() {
        return versions.under("").stream()
                .map(version -> version.content().codeSha256())
                .toList();
    }

    PublishLayerVersionResponse publish(PublishLayerVersionRequest request, Call call) {
        new Constraints()
                .pattern(
                        request.layerName(),
                        "layerName",
                        "(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+")
                .check();
        LayerVersionContentInput content = request.content();
        CodeStore.Code code = source.fetch(
                content.zipFile(),
                content.s3Bucket() == null
                        ? null
                        : new CodeSource.S3Location(content.s3Bucket(), content.s3Key(), content.s3ObjectVersion()),
                call);
        return change(() -> {
            long next =
                    versions.under(Reference.of(request.layerName(), 0, call).prefix())
                                    .size()
                            + 1L;
            Reference reference = Reference.of(request.layerName(), next, call);
            GetLayerVersionResponse.Builder version = GetLayerVersionResponse.builder()
                    .layerArn(reference.arn())
                    .layerVersionArn(reference.arn() + ":" + next)
                    .version(next)
                    .description(request.description() == null ? "" : request.description())
                    .licenseInfo(request.licenseInfo())
                    .createdDate(CREATED.format(cloud.clock().instant()))
                    .content(LayerVersionContentOutput.builder()
                            .codeSha256(code.sha256())
                            .codeSize(code.size())
                            .build());
            if (request.hasCompatibleRuntimes()) {
                version.compatibleRuntimesWithStrings(request.compatibleRuntimesAsStrings());
            }
            if (request.hasCompatibleArchitectures()) {
                version.compatibleArchitecturesWithStrings(request.compatibleArchitecturesAsStrings());
            }
            GetLayerVersionResponse published = version.build();
            versions.put(reference.key(), published);
            return SdkState.copy(located(published), PublishLayerVersionResponse.builder())
                    .build();
        });
    }

    GetLayerVersionResponse get(GetLayerVersionRequest request, Call call) {
        return located(find(Reference.of(request.layerName(), request.versionNumber(), call)));
    }

    GetLayerVersionByArnResponse getByArn(GetLayerVersionByArnRequest request, Call call) {
        Reference reference = Reference.ofArn(request.arn()).orElseThrow(LambdaErrors::resourceNotFound);
        return SdkState.copy(located(find(reference)), GetLayerVersionByArnResponse.builder())
                .build();
    }

    DeleteLayerVersionResponse delete(DeleteLayerVersionRequest request, Call call) {
        Reference reference = Reference.of(request.layerName(), request.versionNumber(), call);
        return change(() -> {
            if (versions.get(reference.key()).isPresent()) {
                deleted.put(reference.key(), true);
            }
            return DeleteLayerVersionResponse.builder().build();
        });
    }

    ListLayerVersionsResponse listVersions(ListLayerVersionsRequest request, Call call) {
        List<LayerVersionsListItem> items = new ArrayList<>(
                listed(Reference.of(request.layerName(), 0, call).prefix()).stream()
                        .map(Layers::item)
                        .toList());
        java.util.Collections.reverse(items);
        Pages<LayerVersionsListItem> page = Pages.of(items, request.marker(), request.maxItems());
        return ListLayerVersionsResponse.builder()
                .layerVersions(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }

    ListLayersResponse list(ListLayersRequest request, Call call) {
        Map<String, LayersListItem> latest = new TreeMap<>();
        for (GetLayerVersionResponse version : listed(call.region() + "/")) {
            String name = version.layerArn().substring(version.layerArn().lastIndexOf(':') + 1);
            latest.put(
                    name,
                    LayersListItem.builder()
                            .layerName(name)
                            .layerArn(version.layerArn())
                            .latestMatchingVersion(item(version))
                            .build());
        }
        Pages<LayersListItem> page = Pages.of(List.copyOf(latest.values()), request.marker(), request.maxItems());
        return ListLayersResponse.builder()
                .layers(page.items())
                .nextMarker(page.nextMarker())
                .build();
    }

    private List<GetLayerVersionResponse> listed(String prefix) {
        return versions.under(prefix).stream()
                .filter(version -> Reference.ofArn(version.layerVersionArn())
                        .filter(reference -> deleted.get(reference.key()).isEmpty())
                        .isPresent())
                .toList();
    }

    private GetLayerVersionResponse find(Reference reference) {
        return versions.get(reference.key())
                .filter(version -> deleted.get(reference.key()).isEmpty())
                .orElseThrow(LambdaErrors::resourceNotFound);
    }

    private GetLayerVersionResponse located(GetLayerVersionResponse version) {
        LayerVersionContentOutput content = version.content();
        return version.toBuilder()
                .content(content.toBuilder()
                        .location(codeUrl.apply(content.codeSha256()))
                        .build())
                .build();
    }

    private static LayerVersionsListItem item(GetLayerVersionResponse version) {
        return SdkState.copy(version, LayerVersionsListItem.builder()).build();
    }

    private <T> T change(Supplier<T> body) {
        lock.lock();
        try {
            return cloud.store().write(body);
        } finally {
            lock.unlock();
        }
    }
}
