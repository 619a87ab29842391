package dev.labctl.localcloud.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A public machine image. Images have other ids in other regions, as on AWS.
 *
 * @param name the image's name
 * @param description its description
 * @param ownerId the publisher's account
 * @param ownerAlias {@code amazon} for Amazon's own; empty for others
 * @param architecture {@code x86_64} or {@code arm64}
 * @param rootDevice for instance {@code /dev/sda1}
 * @param user the user it has for its owner
 * @param release its {@code /etc/os-release}
 * @param parameters the public parameters of Systems Manager that hold its id
 */
public record PublicImage(
        String name,
        String description,
        String ownerId,
        String ownerAlias,
        String architecture,
        String rootDevice,
        String user,
        String release,
        List<String> parameters) {
    /** When the images were published. */
    public static final Instant PUBLISHED = Instant.parse("2025-11-01T00:00:00Z");

    private static final String CANONICAL = "099720109477";
    private static final String AMAZON = "137112412989";
    private static final String UBUNTU_RELEASE = """
            PRETTY_NAME="Ubuntu 24.04 LTS"
            NAME="Ubuntu"
            VERSION_ID="24.04"
            VERSION="24.04 LTS (Noble Numbat)"
            VERSION_CODENAME=noble
            ID=ubuntu
            ID_LIKE=debian
            """;
    private static final String AMAZON_RELEASE = """
            NAME="Amazon Linux"
            VERSION="2023"
            ID="amzn"
            ID_LIKE="fedora"
            VERSION_ID="2023"
            PRETTY_NAME="Amazon Linux 2023"
            """;

    public PublicImage {
        parameters = List.copyOf(parameters);
    }

    /** All images. */
    public static List<PublicImage> all() {
        return List.of(
                ubuntu("amd64", "x86_64"), ubuntu("arm64", "arm64"), amazonLinux("x86_64"), amazonLinux("arm64"));
    }

    private static PublicImage ubuntu(String name, String architecture) {
        return new PublicImage(
                "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-" + name + "-server-20251101",
                "Canonical, Ubuntu, 24.04, " + name + " noble image",
                CANONICAL,
                "",
                architecture,
                "/dev/sda1",
                "ubuntu",
                UBUNTU_RELEASE,
                List.of("/aws/service/canonical/ubuntu/server/24.04/stable/current/" + name + "/hvm/ebs-gp3/ami-id"));
    }

    private static PublicImage amazonLinux(String architecture) {
        return new PublicImage(
                "al2023-ami-2023.9.20251101.0-kernel-6.1-" + architecture,
                "Amazon Linux 2023 AMI 2023.9.20251101.0 " + architecture + " HVM kernel-6.1",
                AMAZON,
                "amazon",
                architecture,
                "/dev/xvda",
                "ec2-user",
                AMAZON_RELEASE,
                List.of(
                        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-" + architecture,
                        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-" + architecture));
    }

    /** The image's id in a region. */
    public String id(String region) {
        return "ami-" + digits(region);
    }

    /** The id of its root volume's snapshot in a region. */
    public String snapshotId(String region) {
        return "snap-" + digits(region + "/snapshot");
    }

    private String digits(String place) {
        UUID hash = UUID.nameUUIDFromBytes((place + "/" + name).getBytes(UTF_8));
        return "0%016x".formatted(hash.getLeastSignificantBits());
    }
}
