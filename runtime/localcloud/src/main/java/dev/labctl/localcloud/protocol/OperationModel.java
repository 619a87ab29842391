package dev.labctl.localcloud.protocol;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.protocols.core.OperationInfo;

/**
 * One operation as the SDK models it.
 *
 * @param name as AWS spells it, for instance {@code PutObject}
 * @param requestType the SDK's request class
 * @param responseType the SDK's response class
 * @param binding HTTP method, URI template and body kind, from the SDK's marshaller
 */
public record OperationModel(
        String name, Class<? extends SdkRequest> requestType, Class<?> responseType, OperationInfo binding) {

    /**
     * Reads the model of the operation with this request class.
     *
     * @throws ReflectiveOperationException when the class is no request of an operation
     */
    static OperationModel of(Class<? extends SdkRequest> requestType, String transformPackage)
            throws ReflectiveOperationException {
        String simple = requestType.getSimpleName();
        String name = simple.substring(0, simple.length() - "Request".length());
        ClassLoader loader = requestType.getClassLoader();
        Class<?> response = Class.forName(requestType.getPackageName() + "." + name + "Response", false, loader);
        Class<?> marshaller = Class.forName(transformPackage + "." + simple + "Marshaller", true, loader);
        Field binding = marshaller.getDeclaredField("SDK_OPERATION_BINDING");
        binding.setAccessible(true);
        OperationInfo info = (OperationInfo) binding.get(null);
        String target = info.operationIdentifier();
        String wireName = target == null ? name : target.substring(target.lastIndexOf('.') + 1);
        return new OperationModel(wireName, requestType, response, info);
    }

    /** An empty builder of the request. */
    public SdkPojo newRequest() {
        return newBuilder(requestType);
    }

    /** An empty builder of the response. */
    public SdkPojo newResponse() {
        return newBuilder(responseType);
    }

    /** Whether the request's body is a stream that is not decoded, as PutObject's. */
    public boolean takesStream() {
        return binding.hasStreamingInput();
    }

    private static SdkPojo newBuilder(Class<?> type) {
        try {
            Method builder = type.getMethod("builder");
            return (SdkPojo) builder.invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the SDK class " + type.getName() + " has no builder()", e);
        }
    }
}
