/** IAM through the real SDK. */
@NullMarked
package dev.labctl.localcloud.service.iam;

import org.jspecify.annotations.NullMarked;
