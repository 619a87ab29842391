/**
 * Programs that an instance's user data needs and its host may lack, in Java without libraries; their classes are copied
 * into the instance.
 */
@NullMarked
package dev.labctl.localcloud.service.ec2.instance.tool;

import org.jspecify.annotations.NullMarked;
