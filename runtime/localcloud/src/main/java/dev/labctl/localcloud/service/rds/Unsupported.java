package dev.labctl.localcloud.service.rds;

import java.util.Collection;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Members of requests that have no meaning for PostgreSQL or that this cloud cannot honour: refused by name. */
final class Unsupported {
    private static final Set<String> MEMBERS = Set.of(
            "AdditionalStorageVolumes",
            "AllowMajorVersionUpgrade",
            "CharacterSetName",
            "CustomIamInstanceProfile",
            "DBClusterIdentifier",
            "DBSecurityGroups",
            "DBSystemId",
            "Domain",
            "DomainAuthSecretArn",
            "DomainDnsIps",
            "DomainFqdn",
            "DomainIAMRoleName",
            "DomainOu",
            "EnableCustomerOwnedIp",
            "EnableIAMDatabaseAuthentication",
            "MultiTenant",
            "NcharCharacterSetName",
            "NewDBInstanceIdentifier",
            "ReplicaMode",
            "TdeCredentialArn",
            "TdeCredentialPassword",
            "Timezone");

    private Unsupported() {}

    /** @throws dev.labctl.localcloud.core.AwsError when the request asks for one of them; {@code false} asks nothing */
    static void require(SdkPojo request) {
        for (SdkField<?> field : request.sdkFields()) {
            if (MEMBERS.contains(field.memberName())) {
                Object value = field.getValueOrDefault(request);
                boolean isAsked = value != null
                        && !Boolean.FALSE.equals(value)
                        && !(value instanceof Collection<?> items && items.isEmpty());
                if (isAsked) {
                    throw RdsErrors.notHere(field.memberName());
                }
            }
        }
    }
}
