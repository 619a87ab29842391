package dev.labctl.localcloud.service.s3;

import com.google.auto.service.AutoService;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Operations;
import dev.labctl.localcloud.core.ResourceType;
import dev.labctl.localcloud.core.Service;
import dev.labctl.localcloud.core.ServiceDefinition;
import dev.labctl.localcloud.core.ServiceDefinition.Protocol;
import dev.labctl.localcloud.core.ServiceFactory;
import dev.labctl.localcloud.core.WireNames;
import dev.labctl.localcloud.store.Codec;
import dev.labctl.localcloud.store.Store;
import dev.labctl.localcloud.store.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** Amazon S3: puts its parts together. */
public final class S3Service implements Service {
    private static final String ARN_PREFIX = "arn:aws:s3:::";

    /** The root elements of the answers whose name is not the operation's ("Actions", Amazon S3 API Reference). */
    private static final Map<String, String> XML_ROOTS = Map.ofEntries(
            Map.entry("ListObjects", "ListBucketResult"),
            Map.entry("ListObjectsV2", "ListBucketResult"),
            Map.entry("ListObjectVersions", "ListVersionsResult"),
            Map.entry("ListBuckets", "ListAllMyBucketsResult"),
            Map.entry("CreateMultipartUpload", "InitiateMultipartUploadResult"),
            Map.entry("DeleteObjects", "DeleteResult"),
            Map.entry("GetBucketLocation", "LocationConstraint"),
            Map.entry("GetBucketAcl", "AccessControlPolicy"),
            Map.entry("GetObjectAcl", "AccessControlPolicy"),
            Map.entry("GetBucketTagging", "Tagging"),
            Map.entry("GetObjectTagging", "Tagging"),
            Map.entry("GetBucketVersioning", "VersioningConfiguration"),
            Map.entry("GetBucketLifecycleConfiguration", "LifecycleConfiguration"),
            Map.entry("GetBucketNotificationConfiguration", "NotificationConfiguration"),
            Map.entry("GetBucketCors", "CORSConfiguration"),
            Map.entry("GetBucketWebsite", "WebsiteConfiguration"),
            Map.entry("GetBucketLogging", "BucketLoggingStatus"),
            Map.entry("GetBucketAccelerateConfiguration", "AccelerateConfiguration"),
            Map.entry("GetBucketRequestPayment", "RequestPaymentConfiguration"),
            Map.entry("GetObjectAttributes", "GetObjectAttributesResponse"));

    private final CloudEnvironment environment;
    private final Buckets buckets;
    private final ObjectIndex index;
    private final Uploads uploads;
    private final ByteFiles files;
    private final FileReferences references;
    private final EventSender sender;
    private final EventOutbox outbox;
    private final LifecycleRunner lifecycles;
    private final EffectivePolicy effective;

    private S3Service(CloudEnvironment environment) {
        this.environment = environment;
        Store store = environment.store();
        long boot = nextBoot(store);
        this.files = new ByteFiles(environment.directory().resolve("s3"), boot);
        this.references = new FileReferences(store, files, environment.executor());
        this.buckets = new Buckets(store);
        this.index = new ObjectIndex(store, references, boot);
        this.uploads = new Uploads(store, references);
        this.effective = new EffectivePolicy(index);
        this.sender = new EventSender(environment);
        this.outbox = new EventOutbox(environment, index, sender);
        this.lifecycles = new LifecycleRunner(environment, buckets, index, uploads, outbox);
    }

    /** Makes the service; found by the service registry. */
    @AutoService(ServiceFactory.class)
    public static final class Factory implements ServiceFactory {
        @Override
        public Service create(CloudEnvironment environment) {
            return new S3Service(environment);
        }
    }

    /** Counts the starts of the cloud, durably: file names and sequences of different starts must never meet. */
    private static long nextBoot(Store store) {
        Table<String> settings = store.table("s3.settings", Codec.TEXT);
        long boot = settings.get("boot").map(Long::parseLong).orElse(0L) + 1;
        store.write(() -> settings.put("boot", String.valueOf(boot)));
        store.awaitDurable();
        return boot;
    }

    @Override
    public ServiceDefinition definition() {
        return ServiceDefinition.of("s3", S3Client.class, Protocol.REST_XML);
    }

    @Override
    public WireNames wireNames() {
        return new WireNames(Map.of(), Map.of(), XML_ROOTS, "http://s3.amazonaws.com/doc/2006-03-01/", false);
    }

    @Override
    public void register(Operations operations) {
        S3Access access = new S3Access(buckets, index);
        ObjectLookup lookup = new ObjectLookup(index, environment.authorizer());
        ContentReader reader = new ContentReader(index, files, references);
        ObjectWrites writes = new ObjectWrites(buckets, index, files, outbox, environment.clock());
        ObjectCopies copies = new ObjectCopies(buckets, index, lookup, reader, files, writes, outbox);

        new BucketOperations(buckets, index, uploads, environment.clock()).register(operations, access);
        new BucketSettings(buckets).register(operations, access);
        new PolicyAndVersioning(buckets).register(operations, access);
        new Lifecycles(buckets).register(operations, access);
        new Notifications(buckets, sender).register(operations, access);
        new Acls(buckets, index, lookup, outbox, environment.clock()).register(operations, access);
        new ObjectReads(buckets, index, lookup, reader, environment.authorizer()).register(operations, access);
        new ObjectAttributeReads(buckets, index, lookup).register(operations, access);
        new ObjectTagging(buckets, index, lookup, outbox, environment.clock()).register(operations, access);
        new ObjectDeletes(buckets, index, outbox, environment.dispatcher(), access, environment.clock())
                .register(operations);
        new ObjectListing(buckets, index).register(operations, access);
        new VersionListing(buckets, index, uploads).register(operations, access);
        writes.register(operations, access);
        copies.register(operations, access);
        new MultipartUploads(buckets, index, uploads, writes, outbox, environment.clock()).register(operations, access);
        new MultipartParts(buckets, index, uploads, files, writes, copies, environment.clock())
                .register(operations, access);
    }

    @Override
    public List<ResourceType> resourceTypes() {
        return List.of(new BucketType(), new BucketPolicyType());
    }

    /** The policy of the bucket that the ARN names or that the ARN's object is in, with what ACLs grant. */
    @Override
    public Optional<String> resourcePolicy(String arn) {
        if (!arn.startsWith(ARN_PREFIX)) {
            return Optional.empty();
        }
        String path = arn.substring(ARN_PREFIX.length());
        int slash = path.indexOf('/');
        return buckets.find(slash < 0 ? path : path.substring(0, slash))
                .flatMap(bucket -> effective.of(bucket, slash < 0 ? "" : path.substring(slash + 1)));
    }

    @Override
    public void start() {
        references.recover();
        outbox.recover();
        lifecycles.start();
    }
}
