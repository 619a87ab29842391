/** Amazon S3: buckets and their configurations, objects and versions, multipart uploads, notifications. */
@NullMarked
package dev.labctl.localcloud.service.s3;

import org.jspecify.annotations.NullMarked;
