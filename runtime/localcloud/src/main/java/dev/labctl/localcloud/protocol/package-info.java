/** AWS wire protocols to and from SDK request and response classes, driven by their sdkFields(). */
@NullMarked
package dev.labctl.localcloud.protocol;

import org.jspecify.annotations.NullMarked;
