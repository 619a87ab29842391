package dev.labctl.localcloud.service.sts;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.identity.Credential;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** STS: tells callers who they are and issues temporary credentials, which last by the cloud's clock. */
public final class StsService implements Service {
    private static final Duration SESSION_TOKEN_DEFAULT = Duration.ofHours(12);
    private static final Duration SESSION_TOKEN_LONGEST = Duration.ofHours(36);
    private static final Duration ROOT_LONGEST = Duration.ofHours(1);

    private final IdentityStore identities;
    private final Clock clock;
    private final RoleAssumption assumption;

    private StsService(CloudEnvironment environment) {
        this.identities = environment.identities();
        this.clock = environment.clock();
        this.assumption = new RoleAssumption(identities, clock);
    }

    /** Makes the service. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new StsService(environment);
        }
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("sts", StsClient.class, ServiceDefinition.Protocol.AWS_QUERY);
    }

    @Override
    public void register(Operations operations) {
        operations.on(GetCallerIdentityRequest.class, AccessRule.none(), (request, call) -> callerIdentity(call));
        operations.on(AssumeRoleRequest.class, assumption::access, assumption::assume);
        operations.on(GetSessionTokenRequest.class, AccessRule.none(), this::sessionToken);
        operations.on(
                GetAccessKeyInfoRequest.class, AccessRule.anyResource("sts:GetAccessKeyInfo"), this::accessKeyInfo);
    }

    private GetCallerIdentityResponse callerIdentity(Call call) {
        Principal principal = call.caller().principal();
        return GetCallerIdentityResponse.builder()
                .account(call.accountId())
                .arn(principal.arn())
                .userId(principal.id())
                .build();
    }

    private GetSessionTokenResponse sessionToken(GetSessionTokenRequest request, Call call) {
        Principal principal = call.caller().principal();
        if (principal.session().issued() != null) {
            throw AwsError.of(403, "AccessDenied", "Cannot call GetSessionToken with session credentials");
        }
        boolean isRoot = principal.type() == Principal.Type.ROOT;
        Duration duration = StsValidation.duration(
                request.durationSeconds(), isRoot ? ROOT_LONGEST : SESSION_TOKEN_DEFAULT, SESSION_TOKEN_LONGEST);
        Principal.Session session = new Principal.Session(List.of(), Map.of(), List.of(), null, clock.instant());
        Principal inSession = new Principal(principal.type(), principal.arn(), principal.id(), session);
        return GetSessionTokenResponse.builder()
                .credentials(credentials(identities.issue(inSession, duration)))
                .build();
    }

    private GetAccessKeyInfoResponse accessKeyInfo(GetAccessKeyInfoRequest request, Call call) {
        String accessKeyId = request.accessKeyId();
        if (accessKeyId == null || identities.credential(accessKeyId).isEmpty()) {
            throw AwsError.of(400, "ValidationError", "Invalid access key id: " + accessKeyId);
        }
        return GetAccessKeyInfoResponse.builder().account(call.accountId()).build();
    }

    static Credentials credentials(Credential issued) {
        return Credentials.builder()
                .accessKeyId(issued.accessKeyId())
                .secretAccessKey(issued.secretAccessKey())
                .sessionToken(issued.sessionToken())
                .expiration(issued.expiration())
                .build();
    }
}
