package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.core.AwsError;
import dev.labctl.localcloud.core.Call;
import dev.labctl.localcloud.core.Caller;
import dev.labctl.localcloud.core.CloudEnvironment;
import dev.labctl.localcloud.core.Download;
import dev.labctl.localcloud.identity.Principal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Where a deployment package comes from: the request itself, or an object in S3 that the caller may read. */
final class CodeSource {
    private static final int MAX_INLINE = 52_428_800;

    private final CloudEnvironment cloud;
    private final CodeStore store;

    CodeSource(CloudEnvironment cloud, CodeStore store) {
        this.cloud = cloud;
        this.store = store;
    }

    /** Where in S3 a package is. */
    record S3Location(String bucket, String key, @Nullable String version) {}

    /** Fetches and stores a package; exactly one of the sources must be given. */
    CodeStore.Code fetch(@Nullable SdkBytes zip, @Nullable S3Location location, Call call) {
        if (zip == null && location == null) {
            throw LambdaErrors.invalid("Please provide a source for function code.");
        }
        if (zip != null && location != null) {
            throw LambdaErrors.invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.");
        }
        if (zip == null) {
            return fetchFromS3(java.util.Objects.requireNonNull(location), call);
        }
        byte[] bytes = zip.asByteArrayUnsafe();
        if (bytes.length == 0) {
            throw LambdaErrors.invalid("Uploaded file must be a non-empty zip");
        }
        if (bytes.length > MAX_INLINE) {
            throw AwsError.of(
                    413,
                    "RequestEntityTooLargeException",
                    "Request must be smaller than 70167211 bytes for the CreateFunction operation");
        }
        return save(new ByteArrayInputStream(bytes));
    }

    private CodeStore.Code fetchFromS3(S3Location location, Call call) {
        Path file = download(location, call);
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) == 0) {
                throw LambdaErrors.invalid("Uploaded file must be a non-empty zip");
            }
            return save(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } finally {
            file.toFile().delete();
        }
    }

    /** Downloads the object as the caller. */
    private Path download(S3Location location, Call call) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .versionId(location.version())
                .build();
        try {
            requireSameRegion(location, call);
            Download<GetObjectResponse> object =
                    cloud.dispatcher().download(call.caller(), request, GetObjectResponse.class);
            return saved(object);
        } catch (AwsError e) {
            throw translated(e, location);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot save the code of %s/%s in %s: %s"
                            .formatted(
                                    location.bucket(),
                                    location.key(),
                                    System.getProperty("java.io.tmpdir"),
                                    e.getMessage()),
                    e);
        }
    }

    private static Path saved(Download<GetObjectResponse> object) throws IOException {
        Path file = Files.createTempFile("labctl-code", ".zip");
        try (OutputStream out = Files.newOutputStream(file)) {
            object.body().writeTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return file;
    }

    /** Lambda reads only from buckets of its own region; where a bucket is, it knows without the caller's permission. */
    private void requireSameRegion(S3Location location, Call call) {
        GetBucketLocationResponse response = cloud.dispatcher()
                .call(
                        Caller.of(Principal.root(call.accountId()), call.region()),
                        GetBucketLocationRequest.builder()
                                .bucket(location.bucket())
                                .build(),
                        GetBucketLocationResponse.class);
        String constraint = response.locationConstraintAsString();
        String region = constraint == null || constraint.isEmpty() ? "us-east-1" : constraint;
        if (!region.equals(call.region())) {
            throw AwsError.of(
                    301,
                    "PermanentRedirect",
                    "The bucket is in this region: " + region + ". Please use this region to retry the request");
        }
    }

    private static AwsError translated(AwsError error, S3Location location) {
        if (error.status() == 403) {
            return AwsError.of(
                    403,
                    "AccessDeniedException",
                    "Your access has been denied by S3, please make sure your request credentials have permission to GetObject for %s/%s. S3 Error Code: AccessDenied. S3 Error Message: %s"
                            .formatted(location.bucket(), location.key(), error.message()));
        }
        return LambdaErrors.invalid("Error occurred while GetObject. S3 Error Code: " + error.code()
                + ". S3 Error Message: " + error.message());
    }

    private CodeStore.Code save(InputStream zip) {
        try {
            return store.save(zip);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ZipException) {
                throw LambdaErrors.invalid(
                        "Could not unzip uploaded file. Please check your file, then try to upload again.");
            }
            throw e;
        }
    }
}
