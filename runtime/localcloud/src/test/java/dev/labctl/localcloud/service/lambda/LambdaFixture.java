package dev.labctl.localcloud.service.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.identity.Grants;
import dev.labctl.localcloud.identity.IdentityStore;
import dev.labctl.localcloud.identity.Role;
import dev.labctl.localcloud.identity.UniqueIds;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** A role that may do everything, and functions that have it. */
final class LambdaFixture {
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
            "Action":"sts:AssumeRole"}]}""";
    private static final String ALL = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private final CloudFixture cloud;
    private final LambdaClient lambda;

    LambdaFixture(CloudFixture cloud) {
        this.cloud = cloud;
        this.lambda = cloud.client(LambdaClient.builder());
    }

    LambdaClient client() {
        return lambda;
    }

    /** Makes a role that Lambda may assume, with this policy; returns its ARN. */
    String role(String name, String policy) {
        IdentityStore identities = cloud.cloud().environment().identities();
        Role role = new Role(
                name,
                "/",
                UniqueIds.entity("AROA"),
                Instant.EPOCH,
                TRUST,
                null,
                3600,
                Grants.NONE.withInline("p", policy),
                Map.of());
        identities.change(() -> identities.roles().put(name.toLowerCase(Locale.ROOT), role));
        String arn = role.arn(identities.accountId());
        assertThat(identities.roleByArn(arn)).isPresent();
        return arn;
    }

    String adminRole() {
        return role("everything", ALL);
    }

    /** A request for a Java function with this code; timeouts and memory are small. */
    static CreateFunctionRequest.Builder request(String name, String role, SdkBytes zip) {
        return CreateFunctionRequest.builder()
                .functionName(name)
                .role(role)
                .runtime("java17")
                .handler("H::handleRequest")
                .timeout(20)
                .memorySize(256)
                .code(c -> c.zipFile(zip));
    }

    /** Makes a function and waits until it is active. */
    void create(CreateFunctionRequest.Builder request) {
        CreateFunctionRequest built = request.build();
        lambda.createFunction(built);
        lambda.waiter().waitUntilFunctionActiveV2(r -> r.functionName(built.functionName()));
    }

    /** Makes a function named {@code f} of this handler body. */
    void create(String body) {
        create(request("f", adminRole(), HandlerZip.handler(body)));
    }

    InvokeResponse invoke(String name, String payload) {
        return lambda.invoke(r -> r.functionName(name).logType(LogType.TAIL).payload(SdkBytes.fromUtf8String(payload)));
    }
}
