package dev.labctl.localcloud.identity;

import java.util.List;

/** What IAM asks of the resources in an identity policy, and how it refuses the others. */
final class IdentityResources {
    private static final List<String> IAM_PATHS = List.of(
            "user/",
            "federated-user/",
            "role/",
            "group/",
            "instance-profile/",
            "mfa/",
            "server-certificate/",
            "policy/",
            "sms-mfa/",
            "saml-provider/",
            "oidc-provider/",
            "report/",
            "access-report/");

    private IdentityResources() {}

    /**
     * Checks one resource.
     *
     * @throws MalformedPolicyException when it is no ARN, or one that its service cannot have
     */
    static void check(String resource) {
        if (resource.equals("*")) {
            return;
        }
        String[] parts = resource.split(":", 6);
        if (parts.length == 1) {
            throw new MalformedPolicyException("Resource " + resource + " must be in ARN format or \"*\".");
        }
        if (!parts[0].equals("arn")) {
            throw new MalformedPolicyException("Resource " + resource + " must be in ARN format or \"*\".");
        }
        if (!parts[1].equals("aws") && !parts[1].equals("*") && !parts[1].equals("${aws:partition}")) {
            throw new MalformedPolicyException("Partition \"%s\" is not valid for resource \"arn:%s:%s:%s:%s:%s\"."
                    .formatted(parts[1], parts[1], part(parts, 2), part(parts, 3), part(parts, 4), part(parts, 5)));
        }
        if (parts.length == 2) {
            throw new MalformedPolicyException("Resource vendor must be fully qualified and cannot contain regexes.");
        }
        if (parts.length < 6 || parts[2].isEmpty()) {
            if (resource.contains("*") && parts.length > 2 && !parts[2].isEmpty()) {
                return;
            }
            throw new MalformedPolicyException("The policy failed legacy parsing");
        }
        checkService(resource, parts[2], parts[3], parts[5]);
    }

    private static void checkService(String resource, String service, String region, String path) {
        if (service.equals("iam") && !region.isEmpty()) {
            throw new MalformedPolicyException("IAM resource " + resource + " cannot contain region information.");
        }
        if (service.equals("s3") && !region.isEmpty()) {
            throw new MalformedPolicyException("Resource " + resource + " can not contain region information.");
        }
        if (service.equals("iam")
                && !path.equals("*")
                && !path.equals("root")
                && IAM_PATHS.stream().noneMatch(path::startsWith)
                && !path.startsWith("${")) {
            throw new MalformedPolicyException(
                    "IAM resource path must either be \"*\" or start with " + String.join(", ", IAM_PATHS) + ".");
        }
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "*";
    }
}
