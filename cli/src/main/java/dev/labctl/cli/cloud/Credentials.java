package dev.labctl.cli.cloud;

/** A fixed access key, as the local cloud hands one out. */
public record Credentials(String accessKeyId, String secretAccessKey) {
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + "]";
    }
}
