package dev.labctl.localcloud.service.ssm;

import dev.labctl.localcloud.image.PublicImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters that AWS and its partners publish: the ids of public machine images.
 *
 * <p>See <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html">
 * Working with public parameters</a>.
 */
final class PublicParameters {
    private static final String ROOT = "/aws/service/";

    private PublicParameters() {}

    /** Whether only AWS may have parameters of this name. */
    static boolean isReserved(String name) {
        return name.startsWith("/aws/") || name.startsWith("aws/");
    }

    static boolean isPublic(String name) {
        return name.startsWith(ROOT);
    }

    static Optional<StoredParameter> find(String region, String name) {
        return isPublic(name)
                ? all(region).stream()
                        .filter(parameter -> parameter.name().equals(name))
                        .findFirst()
                : Optional.empty();
    }

    /** All of the region, by name. */
    static List<StoredParameter> all(String region) {
        return PublicImage.all().stream()
                .flatMap(image -> image.parameters().stream().map(name -> parameter(name, image.id(region))))
                .sorted((left, right) -> left.name().compareTo(right.name()))
                .toList();
    }

    private static StoredParameter parameter(String name, String imageId) {
        return new StoredParameter(
                name,
                "String",
                imageId,
                1,
                PublicImage.PUBLISHED,
                null,
                null,
                "Standard",
                "aws:ec2:image",
                null,
                "arn:aws:iam::aws:root",
                Map.of());
    }
}
