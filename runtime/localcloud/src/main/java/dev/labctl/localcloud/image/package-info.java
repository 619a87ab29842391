/** The machine images that everybody may use, which EC2 describes and whose ids Systems Manager tells. */
@NullMarked
package dev.labctl.localcloud.image;

import org.jspecify.annotations.NullMarked;
