/** AWS Secrets Manager. */
@NullMarked
package dev.labctl.localcloud.service.secretsmanager;

import org.jspecify.annotations.NullMarked;
