package dev.labctl.localcloud.service.lambda;

import dev.labctl.localcloud.schema.ObjectSchema;
import dev.labctl.localcloud.schema.Schema;

/** The properties of {@code AWS::Lambda::Function}. */
final class FunctionSchema {
    private static final ObjectSchema CODE = ObjectSchema.of()
            .optional("S3Bucket", Schema.STRING)
            .optional("S3Key", Schema.STRING)
            .optional("S3ObjectVersion", Schema.STRING)
            .optional("ZipFile", Schema.STRING)
            .recordedOnly("SourceKMSKeyArn", Schema.STRING);
    private static final ObjectSchema VPC = ObjectSchema.of()
            .optional("SubnetIds", Schema.listOf(Schema.STRING))
            .optional("SecurityGroupIds", Schema.listOf(Schema.STRING))
            .recordedOnly("Ipv6AllowedForDualStack", Schema.BOOLEAN);
    private static final ObjectSchema LOGGING = ObjectSchema.of()
            .optional("LogFormat", Schema.STRING)
            .optional("LogGroup", Schema.STRING)
            .optional("ApplicationLogLevel", Schema.STRING)
            .optional("SystemLogLevel", Schema.STRING);
    private static final ObjectSchema FILE_SYSTEM =
            ObjectSchema.of().required("Arn", Schema.STRING).required("LocalMountPath", Schema.STRING);
    private static final ObjectSchema TAG =
            ObjectSchema.of().required("Key", Schema.STRING).optional("Value", Schema.STRING);

    static final ObjectSchema FUNCTION = ObjectSchema.of()
            .required("Code", CODE)
            .required("Role", Schema.STRING)
            .createOnly("FunctionName", Schema.STRING)
            .createOnly("PackageType", Schema.STRING)
            .optional("Runtime", Schema.STRING)
            .optional("Handler", Schema.STRING)
            .optional("Description", Schema.STRING)
            .optional("Timeout", Schema.INTEGER)
            .optional("MemorySize", Schema.INTEGER)
            .optional("Environment", ObjectSchema.of().optional("Variables", Schema.mapOf(Schema.STRING)))
            .optional("ReservedConcurrentExecutions", Schema.INTEGER)
            .optional("DeadLetterConfig", ObjectSchema.of().optional("TargetArn", Schema.STRING))
            .optional("Layers", Schema.listOf(Schema.STRING))
            .optional("LoggingConfig", LOGGING)
            .optional("Tags", Schema.listOf(TAG))
            .recordedOnly("Architectures", Schema.listOf(Schema.STRING))
            .recordedOnly("EphemeralStorage", ObjectSchema.of().required("Size", Schema.INTEGER))
            .recordedOnly("FileSystemConfigs", Schema.listOf(FILE_SYSTEM))
            .recordedOnly("KmsKeyArn", Schema.STRING)
            .recordedOnly("SnapStart", ObjectSchema.of().required("ApplyOn", Schema.STRING))
            .recordedOnly("TracingConfig", ObjectSchema.of().optional("Mode", Schema.STRING))
            .optional("VpcConfig", VPC);

    private FunctionSchema() {}
}
