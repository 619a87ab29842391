/** Tests of Amazon S3. */
@NullMarked
package dev.labctl.localcloud.service.s3;

import org.jspecify.annotations.NullMarked;
