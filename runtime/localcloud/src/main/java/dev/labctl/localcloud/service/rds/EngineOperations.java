package dev.labctl.localcloud.service.rds;

import dev.labctl.localcloud.core.AccessRule;
import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.Page;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.services.rds.model.AvailabilityZone;
import software.amazon.awssdk.services.rds.model.Certificate;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.DescribeCertificatesRequest;
import software.amazon.awssdk.services.rds.model.DescribeCertificatesResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeOrderableDbInstanceOptionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeOrderableDbInstanceOptionsResponse;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.OrderableDBInstanceOption;

/** What can be had: engine versions, instance classes, and the certificate authority. */
final class EngineOperations {
    static final String CERTIFICATE = "rds-ca-rsa2048-g1";

    private static final List<String> CLASSES = List.of(
            "db.m6g.large",
            "db.m6g.xlarge",
            "db.r6g.large",
            "db.t3.large",
            "db.t3.medium",
            "db.t3.micro",
            "db.t3.small",
            "db.t4g.large",
            "db.t4g.medium",
            "db.t4g.micro",
            "db.t4g.small");
    private static final List<String> STORAGE = List.of("gp2", "gp3");

    private final Engine engine;
    private final Fleet fleet;

    EngineOperations(Engine engine, Fleet fleet) {
        this.engine = engine;
        this.fleet = fleet;
    }

    void register(Operations operations) {
        operations.on(
                DescribeDbEngineVersionsRequest.class,
                AccessRule.anyResource("rds:DescribeDBEngineVersions"),
                this::versions);
        operations.on(
                DescribeOrderableDbInstanceOptionsRequest.class,
                AccessRule.anyResource("rds:DescribeOrderableDBInstanceOptions"),
                this::options);
        operations.on(
                DescribeCertificatesRequest.class,
                AccessRule.anyResource("rds:DescribeCertificates"),
                this::certificates);
    }

    private DescribeDbEngineVersionsResponse versions(DescribeDbEngineVersionsRequest request, Call call) {
        if (request.engine() != null) {
            Engine.require(request.engine());
        }
        for (Filter filter : request.filters()) {
            throw RdsErrors.notHere("the filter " + filter.name() + " of DescribeDBEngineVersions");
        }
        List<DBEngineVersion> found = engine.versions().stream()
                .filter(version -> request.engineVersion() == null
                        || version.equals(request.engineVersion())
                        || version.startsWith(request.engineVersion() + "."))
                .filter(version -> request.dbParameterGroupFamily() == null
                        || Engine.family(version).equals(request.dbParameterGroupFamily()))
                .filter(version -> !Boolean.TRUE.equals(request.defaultOnly()) || version.equals(engine.resolve(null)))
                .map(version -> DBEngineVersion.builder()
                        .engine(Engine.NAME)
                        .engineVersion(version)
                        .majorEngineVersion(String.valueOf(Engine.major(version)))
                        .dbParameterGroupFamily(Engine.family(version))
                        .dbEngineDescription("PostgreSQL")
                        .dbEngineVersionDescription("PostgreSQL " + version)
                        .supportsReadReplica(false)
                        .supportsLogExportsToCloudwatchLogs(false)
                        .supportsGlobalDatabases(false)
                        .supportsParallelQuery(false)
                        .supportsBabelfish(false)
                        .supportedCACertificateIdentifiers(CERTIFICATE)
                        .supportsCertificateRotationWithoutRestart(true)
                        .status("available")
                        .build())
                .toList();
        Page<DBEngineVersion> page =
                Paging.of(found, DBEngineVersion::engineVersion, request.marker(), request.maxRecords());
        return DescribeDbEngineVersionsResponse.builder()
                .dbEngineVersions(page.items())
                .marker(page.nextToken())
                .build();
    }

    private DescribeOrderableDbInstanceOptionsResponse options(
            DescribeOrderableDbInstanceOptionsRequest request, Call call) {
        Engine.require(request.engine());
        List<OrderableDBInstanceOption> found = new ArrayList<>();
        for (String version : engine.versions()) {
            for (String instanceClass : CLASSES) {
                for (String storage : STORAGE) {
                    found.add(option(call, version, instanceClass, storage));
                }
            }
        }
        found.removeIf(option ->
                (request.engineVersion() != null && !option.engineVersion().equals(request.engineVersion()))
                        || (request.dbInstanceClass() != null
                                && !option.dbInstanceClass().equals(request.dbInstanceClass())));
        Page<OrderableDBInstanceOption> page = Paging.of(
                found,
                option -> option.engineVersion() + option.dbInstanceClass() + option.storageType(),
                request.marker(),
                request.maxRecords());
        return DescribeOrderableDbInstanceOptionsResponse.builder()
                .orderableDBInstanceOptions(page.items())
                .marker(page.nextToken())
                .build();
    }

    private static OrderableDBInstanceOption option(Call call, String version, String instanceClass, String storage) {
        return OrderableDBInstanceOption.builder()
                .engine(Engine.NAME)
                .engineVersion(version)
                .dbInstanceClass(instanceClass)
                .licenseModel("postgresql-license")
                .availabilityZones(List.of("a", "b", "c").stream()
                        .map(zone -> AvailabilityZone.builder()
                                .name(call.region() + zone)
                                .build())
                        .toList())
                .multiAZCapable(true)
                .readReplicaCapable(false)
                .vpc(true)
                .supportsStorageEncryption(true)
                .storageType(storage)
                .supportsIops(false)
                .supportsEnhancedMonitoring(false)
                .supportsIAMDatabaseAuthentication(false)
                .minStorageSize(20)
                .maxStorageSize(65_536)
                .supportedNetworkTypes("IPV4")
                .build();
    }

    private DescribeCertificatesResponse certificates(DescribeCertificatesRequest request, Call call) {
        if (request.certificateIdentifier() != null
                && !request.certificateIdentifier().equals(CERTIFICATE)) {
            throw AwsError.of(404, "CertificateNotFound", "Certificate not found: " + request.certificateIdentifier());
        }
        X509Certificate authority = fleet.authority().certificate();
        try {
            byte[] thumbprint = MessageDigest.getInstance("SHA-1").digest(authority.getEncoded());
            return DescribeCertificatesResponse.builder()
                    .defaultCertificateForNewLaunches(CERTIFICATE)
                    .certificates(Certificate.builder()
                            .certificateIdentifier(CERTIFICATE)
                            .certificateType("CA")
                            .certificateArn("arn:aws:rds:" + call.region() + "::cert:" + CERTIFICATE)
                            .thumbprint(HexFormat.of().formatHex(thumbprint))
                            .validFrom(authority.getNotBefore().toInstant())
                            .validTill(authority.getNotAfter().toInstant())
                            .customerOverride(false)
                            .build())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
