package dev.labctl.localcloud.service.ec2.instance.tool;

import java.util.List;

/** The classes of this package that an instance gets; they need no others than Java's. */
public final class Tools {
    /** Each comes with the classes inside of it. */
    public static final List<Class<?>> CLASSES =
            List.of(Curl.class, CurlOptions.class, Signature.class, ToolFailure.class, Unzip.class);

    private Tools() {}
}
